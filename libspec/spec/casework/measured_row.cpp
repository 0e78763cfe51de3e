#include <exception>
#include <functional>
#include <spec/casework/measured_row.hpp>
#include <spec/core/error.hpp>
#include <spec/io/format.hpp>

namespace spec::casework {

MeasuredRow measure(const SequenceRow& row, const conclude::Engines& engines, const conclude::Companions& companions) {
    MeasuredRow measured;
    measured.row = &row;
    try {
        measured.result = conclude::identify(io::read(row.file), engines, companions);
        auto& sample = measured.result->sample;
        sample["name"] = row.sample;
        sample["type"] = to_string(row.type);
        if (!row.case_id.empty()) sample["case"] = row.case_id;
        if (!row.exhibit.empty()) sample["exhibit"] = row.exhibit;
    } catch (const DataError& error) {
        measured.failure = error.what();
    }
    return measured;
}

std::vector<MeasuredRow> measure_all(const std::vector<const SequenceRow*>& rows, const conclude::Engines& engines,
                                     const std::function<conclude::Companions(const SequenceRow&)>& companions_of,
                                     const std::function<void()>& done) {
    std::vector<MeasuredRow> measured(rows.size());
    std::vector<std::exception_ptr> defects(rows.size());
#pragma omp parallel for schedule(dynamic)
    for (std::size_t i = 0; i < rows.size(); ++i) {
        try {
            measured[i] = measure(*rows[i], engines, companions_of(*rows[i]));
            done();
        } catch (...) {
            defects[i] = std::current_exception();
        }
    }
    for (const std::exception_ptr& defect : defects)
        if (defect) std::rethrow_exception(defect);
    return measured;
}

}  // namespace spec::casework
