#include <algorithm>
#include <spec/trust/verdict.hpp>

namespace spec::trust {
namespace {

constexpr Part all_parts[] = {Part::integrity, Part::signers, Part::time, Part::log, Part::rendering};

}  // namespace

const char* to_string(Verdict verdict) {
    switch (verdict) {
        case Verdict::passed: return "passed";
        case Verdict::indeterminate: return "indeterminate";
        case Verdict::failed: return "failed";
    }
    return "failed";
}

Verdict worse(Verdict a, Verdict b) { return std::max(a, b); }

const char* to_string(Part part) {
    switch (part) {
        case Part::integrity: return "integrity";
        case Part::signers: return "signers";
        case Part::time: return "time";
        case Part::log: return "log";
        case Part::rendering: return "rendering";
    }
    return "integrity";
}

void Verification::passed(std::string rule, Part part, std::string detail) {
    lines_.push_back({std::move(rule), part, Verdict::passed, std::move(detail)});
}

void Verification::failed(std::string rule, Part part, std::string detail) {
    lines_.push_back({std::move(rule), part, Verdict::failed, std::move(detail)});
}

void Verification::unknown(std::string rule, Part part, std::string detail) {
    lines_.push_back({std::move(rule), part, Verdict::indeterminate, std::move(detail)});
}

void Verification::add(const std::vector<RuleLine>& lines) { lines_.insert(lines_.end(), lines.begin(), lines.end()); }

Verdict Verification::part(Part part) const {
    Verdict found = Verdict::passed;
    bool any = false;
    for (const RuleLine& line : lines_)
        if (line.part == part) {
            any = true;
            found = worse(found, line.verdict);
        }
    return any ? found : Verdict::indeterminate;
}

Verdict Verification::overall() const {
    for (const Part part : all_parts)
        if (this->part(part) == Verdict::failed) return Verdict::failed;
    return worse(part(Part::integrity), worse(part(Part::signers), part(Part::time)));
}

Json to_json(const Verification& verification) {
    Json parts = Json::object();
    for (const Part part : all_parts) parts[to_string(part)] = to_string(verification.part(part));
    Json rules = Json::array();
    for (const RuleLine& line : verification.lines())
        rules.push_back({{"rule", line.rule},
                         {"part", to_string(line.part)},
                         {"passed", line.verdict == Verdict::passed},
                         {"verdict", to_string(line.verdict)},
                         {"detail", line.detail}});
    return {{"schema", "sarap.verify/1"},
            {"path", verification.path()},
            {"verdict", to_string(verification.overall())},
            {"parts", parts},
            {"rules", rules}};
}

std::string to_text(const Verification& verification) {
    std::string out = verification.path() + ": " + to_string(verification.overall()) + "\n";
    for (const Part part : all_parts)
        out += std::string("  ") + to_string(part) + ": " + to_string(verification.part(part)) + "\n";
    for (const RuleLine& line : verification.lines())
        out += "    " + line.rule + " " + to_string(line.verdict) + ": " + line.detail + "\n";
    return out;
}

}  // namespace spec::trust
