#include <spec/core/error.hpp>

namespace spec {

std::string Position::text() const {
    if (line) return file + ":" + std::to_string(*line);
    if (byte) return file + ":byte " + std::to_string(*byte);
    return file;
}

DataError::DataError(Position position, const std::string& message)
    : std::runtime_error(position.text() + ": " + message), position_(std::move(position)), message_(message) {}

void expect(bool holds, const char* contract, std::source_location where) {
    if (holds) return;
    throw ContractError(std::string(where.file_name()) + ":" + std::to_string(where.line()) +
                        ": contract broken: " + contract);
}

}  // namespace spec
