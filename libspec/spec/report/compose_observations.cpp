#include <spec/report/compose_observations.hpp>

namespace spec::report {
namespace {

std::string word(Composer& out, const std::string& group, const Node& node) {
    const std::string key = "observations." + group + "_" + node.text_or("");
    return out.catalogue().has(key) ? out.text(key) : out.value(node);
}

void add_field_tests(Composer& out, const Node& exhibit) {
    Table table{{{out.text("observations.test"), 2},
                 {out.text("observations.claims"), 1.4},
                 {out.text("observations.result"), 1.2},
                 {out.text("observations.origin"), 1.4},
                 {out.text("observations.laboratory"), 3}},
                {}};
    for (const Node& one : exhibit["presumptive"].items()) {
        std::string found;
        for (const Node& finding : one["found"].items())
            found += (found.empty() ? ": " : "; ") + out.value(finding["substance"]);
        const std::string test = one["test"].text_or("");
        table.rows.push_back({word(out, "kind", one["kind"]) + (test.empty() ? "" : ", " + out.value(one["test"])),
                              out.value(one["claims"]), word(out, "result", one["result"]), out.value(one["origin"]),
                              word(out, "agreement", one["agreement"]) + found});
    }
    if (table.rows.empty()) return;
    out.add(Paragraph{out.text("observations.intro"), Emphasis::small});
    out.add(std::move(table));
}

void add_plant(Composer& out, const Node& cannabis) {
    Table table{{{"", 2}, {"", 4}}, {}};
    for (const Node& test : cannabis["plant"]["tests"].items())
        table.rows.push_back({word(out, "kind", test["kind"]), word(out, "result", test["result"])});
    if (!table.rows.empty())
        table.rows.push_back({out.text("observations.plant"), cannabis["plant"]["named"].present()
                                                                  ? out.value(cannabis["plant"]["named"])
                                                                  : out.text("observations.plant_not_named")});
    for (const Node& one : cannabis["areas"].items())
        table.rows.push_back(
            {out.value(one["substance"]), out.text("observations.area", {{"area", out.plain(one["area"])}})});
    const Node phenotype = cannabis["phenotype"];
    if (phenotype["ratio"].present() || phenotype["at_least"].present()) {
        std::string value = phenotype["ratio"].present()
                                ? out.plain(phenotype["ratio"])
                                : out.text("observations.at_least", {{"value", out.plain(phenotype["at_least"])}});
        if (phenotype["meaning"].present()) value += ": " + word(out, "phenotype", phenotype["meaning"]);
        if (!phenotype["verified"].truth()) value += " (" + out.text("legal.unverified") + ")";
        table.rows.push_back({out.text("observations.ratio"), value});
    }
    if (cannabis["dry_mass_g"].present())
        table.rows.push_back({out.text("observations.dry_mass"), out.plain(cannabis["dry_mass_g"])});
    if (!table.rows.empty()) out.add(std::move(table));
}

}  // namespace

void add_observations(Composer& out, const Node& twin) {
    for (const Node& exhibit : twin["exhibits"].items()) {
        if (!exhibit["presumptive"].present() && !exhibit["cannabis"].present()) continue;
        out.heading("observations.title");
        add_field_tests(out, exhibit);
        if (exhibit["cannabis"].present()) add_plant(out, exhibit["cannabis"]);
    }
}

}  // namespace spec::report
