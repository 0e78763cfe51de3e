#pragma once

#include <map>
#include <spec/core/json.hpp>
#include <string>
#include <vector>

namespace spec::trust {

/// What verification can say of a part, or of the whole. Failed outranks indeterminate, which outranks passed.
enum class Verdict { passed, indeterminate, failed };
const char* to_string(Verdict verdict);
Verdict worse(Verdict a, Verdict b);

/// The parts of which a verdict is given (docs/methods/report.md).
enum class Part { integrity, signers, time, log, rendering };
const char* to_string(Part part);

/// One rule that was looked at: what it found, in words.
struct RuleLine {
    std::string rule;  ///< "R08"
    Part part = Part::integrity;
    Verdict verdict = Verdict::passed;
    std::string detail;
};

/// What was found of one file. A part without any line was not looked at and is indeterminate.
class Verification {
 public:
    explicit Verification(std::string path) : path_(std::move(path)) {}

    void passed(std::string rule, Part part, std::string detail);
    void failed(std::string rule, Part part, std::string detail);
    void unknown(std::string rule, Part part, std::string detail);
    void add(const std::vector<RuleLine>& lines);

    const std::string& path() const { return path_; }
    const std::vector<RuleLine>& lines() const { return lines_; }
    Verdict part(Part part) const;
    /// failed when any part failed; passed when integrity, signers and time passed; else indeterminate.
    Verdict overall() const;

 private:
    std::string path_;
    std::vector<RuleLine> lines_;
};

/// The object of schema sarap.verify/1.
Json to_json(const Verification& verification);
/// The same for a reader: the verdict, the parts, and a line for each rule.
std::string to_text(const Verification& verification);

}  // namespace spec::trust
