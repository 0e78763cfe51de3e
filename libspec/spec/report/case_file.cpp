#include <spec/report/case_file.hpp>

#include <toml++/toml.h>
#include <spec/core/error.hpp>

#include <sstream>

namespace spec::report {
namespace {

constexpr std::string_view case_text =
    R"(# What a report needs of the case. Empty fields are listed by `sarap report --check`.
[report]
number = ""          # F03 number of this report
case = ""            # F03 number of the case
type = "final"       # F01 final, preliminary or amended
begun = ""           # F10 work begun, 2026-11-20
ended = ""           # F10 work ended
issued = ""          # F10 issued

[order]
body = ""            # F04 body that ordered the examination
ground = ""          # F04 resolution no., date, article

[expert]
warned = false       # F06 true: the author confirms the warning for this report
article = ""         # F06 article of the law, to be confirmed by a lawyer

[circumstances]
present = ""         # F08 persons present ("none" is a value)
explanations = ""    # F08 explanations given
materials = ""       # F08 case materials used

[sampling]
received = ""        # F11 number of units received
taken = ""           # F11 number of units taken
how = ""             # F11 how they were chosen; or the inference with its level

[[question]]         # F07 one block a question
text = ""
answer = ""          # with finding numbers; or "not answered, because ..."

[[item]]             # F09 one block an item
id = ""
description = ""
packaging = ""
seal = ""
condition = ""
gross_mass = ""
net_mass = ""
received = ""
custody = ""
returned = ""

[[opinion]]          # F18 opinions stand apart from results
text = ""
propositions = []    # at least two
conditions = ""

[[supplied]]         # F20 masses or field tests that others supplied
what = ""
origin = ""

[[work]]             # F23 who did what, with several experts
who = ""
what = ""

[[comment]]          # F13 comment on a failed quality check
check = ""
text = ""

[amendment]          # F24 for type = "amended"
original = ""
sha256 = ""
changed = ""
why = ""

[[omitted]]          # F29 an element left out, and why
field = ""
why = ""
)";

constexpr std::string_view laboratory_text = R"(# What a report needs of the laboratory.
name = ""                # F02
address = ""             # F02
accreditation = ""       # F02
place = ""               # F02 place of work
approved_catalogues = [] # F27 SHA-256 of the sentence files (kk, ru) that the laboratory approved

[[expert]]               # F05 every signer; the first is the author
role = "author"          # author, reviewer, organisation or approver
name = ""                # as in the certificate
education = ""
speciality = ""
certificate = ""
experience = ""
degree = ""
position = ""
external = false         # true: signs with another program (`sarap report --prepare`)

[[method]]               # F12 one block a technique
technique = ""           # gcms or raman
sop = ""
version = ""
instrument = ""
column = ""
laser = ""
category = ""            # A, B or C
)";

constexpr std::string_view notification_text =
    R"(# What a notification states beside the result. Name no person and no case: it leaves the laboratory.
id = ""                  # of the notification; without it one is made from its content
version = ""             # 1, 2 ... of an update
status = "new"           # new, first_national or update
handling = ""            # who may see it, as your authority defines
harm = ""                # deaths, poisonings, as far as known
analyst = ""
reviewer = ""

[laboratory]
name = ""
contact = ""

[substance]
name = ""                # the name that you propose
structure = ""           # SMILES, as an expert established it
structure_origin = ""    # how: NMR, high-resolution MS, reference material

[sample]
kind = ""                # seizure or collected
date = ""
place = ""
authority = ""
quantity = ""
form = ""
marking = ""
purity = ""

[method]
column = ""
programme = ""
)";

Json to_json(const toml::node& node);

Json table_json(const toml::table& table) {
    Json out = Json::object();
    for (const auto& [key, value] : table) out[std::string(key.str())] = to_json(value);
    return out;
}

Json to_json(const toml::node& node) {
    if (const auto* table = node.as_table()) return table_json(*table);
    if (const auto* array = node.as_array()) {
        Json out = Json::array();
        for (const auto& item : *array) out.push_back(to_json(item));
        return out;
    }
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* truth = node.as_boolean()) return truth->get();
    if (const auto* whole = node.as_integer()) return whole->get();
    if (const auto* real = node.as_floating_point()) return real->get();
    std::ostringstream text;  // dates and times, as they are written
    if (const auto* date = node.as_date()) text << date->get();
    if (const auto* time = node.as_time()) text << time->get();
    if (const auto* both = node.as_date_time()) text << both->get();
    return text.str();
}

[[noreturn]] void refuse(const std::string& file, const toml::node& node, const std::string& message) {
    throw DataError(Position::at_line(file, node.source().begin.line), message);
}

void compare(const toml::node& given, const toml::node& model, const std::string& path, const std::string& file);

void compare_tables(const toml::table& given, const toml::table& model, const std::string& path,
                    const std::string& file) {
    for (const auto& [key, value] : given) {
        const std::string place = path.empty() ? std::string(key.str()) : path + "." + std::string(key.str());
        const toml::node* known = model.get(key.str());
        if (known == nullptr)
            refuse(file, value, "key '" + place + "' is unknown (expected one of those of the template)");
        compare(value, *known, place, file);
    }
}

void compare(const toml::node& given, const toml::node& model, const std::string& path, const std::string& file) {
    if (const auto* table = model.as_table()) {
        if (!given.is_table()) refuse(file, given, "'" + path + "' is not a table (expected [" + path + "])");
        return compare_tables(*given.as_table(), *table, path, file);
    }
    if (const auto* list = model.as_array()) {
        if (!given.is_array())
            refuse(file, given, "'" + path + "' is not a list (expected one, [[" + path + "]] or [])");
        for (const auto& item : *given.as_array()) {
            if (list->empty()) {
                if (!item.is_string())
                    refuse(file, item, "'" + path + "' holds something else than texts (expected texts)");
            } else {
                compare(item, *list->get(0), path, file);
            }
        }
        return;
    }
    if (model.is_boolean() && !given.is_boolean())
        refuse(file, given, "'" + path + "' is not true or false (expected one of them)");
    if (model.is_string() && !given.is_string() && !given.is_date())
        refuse(file, given, "'" + path + "' is not a text (expected a text in quotes)");
}

Json read(std::string_view text, const std::string& file, std::string_view model) {
    try {
        const toml::table given = toml::parse(text);
        compare_tables(given, toml::parse(model), "", file);
        return table_json(given);
    } catch (const toml::parse_error& error) {
        throw DataError(Position::at_line(file, error.source().begin.line),
                        "not TOML: " + std::string(error.description()) + " (expected TOML)");
    }
}

}  // namespace

std::string_view case_template() { return case_text; }
std::string_view laboratory_template() { return laboratory_text; }
Json read_case(std::string_view toml, const std::string& file) { return read(toml, file, case_text); }
std::string_view notification_template() { return notification_text; }
Json read_notification(std::string_view toml, const std::string& file) { return read(toml, file, notification_text); }
Json read_laboratory(std::string_view toml, const std::string& file) { return read(toml, file, laboratory_text); }

}  // namespace spec::report
