#include <gtest/gtest.h>

#include <spec/casework/additions.hpp>
#include <spec/casework/bindings.hpp>
#include <spec/casework/control_charts.hpp>
#include <spec/casework/standards.hpp>

namespace {

using namespace spec::casework;

constexpr const char* key = "VMZUTJCNQWMAGF-UHFFFAOYSA-N";

spec::Component component(int id, double time_s, double base_mz, double base_area, const char* inchikey) {
    spec::Component made;
    made.id = id;
    made.retention_time_s = time_s;
    made.width_s = 2;
    made.area = 3 * base_area;
    made.base_ion_area = made.height = base_area;
    made.spectrum = {{base_mz - 10, base_mz}, {40, 100}};
    if (*inchikey) made.conclusion.candidates.push_back({"Etizolam", inchikey, 0.9});
    return made;
}

/// A day of measured rows: internal standard of area 1000, etizolam of area 10 a unit.
struct Day {
    Sequence sequence;
    std::vector<MeasuredRow> measured;

    void add(RowType type, const char* sample, std::optional<double> level, double etizolam) {
        SequenceRow row;
        row.line = sequence.rows.size() + 2;
        row.sample = sample;
        row.type = type;
        row.level = level;
        row.unit = "ug/mL";
        row.substance = "etizolam";
        sequence.rows.push_back(row);
        MeasuredRow one;
        one.result = "{}";
        one.technique = "gcms";
        one.components.push_back(component(1, 390.5, 140, 1000, ""));
        if (etizolam > 0) one.components.push_back(component(2, 615, 342, 10 * etizolam, key));
        measured.push_back(one);
    }
    SequenceStandards evaluate() {
        std::vector<const MeasuredRow*> rows;
        for (std::size_t i = 0; i < measured.size(); ++i) {
            measured[i].row = &sequence.rows[i];
            rows.push_back(&measured[i]);
        }
        return evaluate_standards(rows, [](const SequenceRow&) { return NamedSubstance{"Etizolam", key}; });
    }
};

Day day_with(double in_blank, double in_check) {
    Day day;
    for (const double level : {25.0, 50.0, 100.0, 150.0, 200.0}) day.add(RowType::standard, "S", level, level);
    day.add(RowType::blank, "B", std::nullopt, in_blank);
    day.add(RowType::check, "C", 60, in_check);
    return day;
}

// By hand: 5 of 25 units are 20 % of the lowest standard, and 2.5 % of the 200 units before.
TEST(SequenceStandards, SaysThatABlankIsNotBlank) {
    Day day = day_with(5, 60);
    const auto said = day.evaluate();
    ASSERT_EQ(said.blanks.size(), 1u);
    EXPECT_FALSE(said.blanks[0].passed);
    EXPECT_EQ(said.blanks[0].detail, "holds Etizolam at 20 % of the lowest standard (at most 10 % is accepted)");
    EXPECT_EQ(said.notes, std::vector<std::string>{"blank B is not blank: " + said.blanks[0].detail});
    ASSERT_EQ(said.carry_over.size(), 1u);
    EXPECT_NEAR(*said.carry_over[0].found, 2.5, 1e-9);
    EXPECT_FALSE(said.carry_over[0].passed);
}

TEST(SequenceStandards, ACleanDayPasses) {
    Day day = day_with(0, 60);
    const auto said = day.evaluate();
    EXPECT_TRUE(said.blanks[0].passed && said.carry_over[0].passed && said.checks[0].passed);
    EXPECT_NEAR(*said.checks[0].bias_percent, 0, 1e-6);
    EXPECT_TRUE(said.notes.empty());
}

TEST(SequenceStandards, AFailedCheckAroundAnExhibitIsWhatItsFindingLacks) {
    Day day = day_with(0, 75);
    const auto said = day.evaluate();
    EXPECT_FALSE(said.checks[0].passed);
    Binding binding;
    binding.check_before = &day.sequence.rows.back();
    EXPECT_EQ(failed_checks(binding, said),
              std::vector<std::string>{"a passed check standard: C bias 25 % (limit 15 %)"});
    EXPECT_TRUE(failed_checks(Binding{}, said).empty());
}

TEST(BindRows, TakesWhatStandsNearestBeforeAndTheCheckAfter) {
    Day day;
    day.add(RowType::standard, "S1", 25, 25);
    day.add(RowType::blank, "B1", std::nullopt, 0);
    day.add(RowType::check, "C1", 40, 40);
    day.add(RowType::standard, "S2", 25, 25);
    day.add(RowType::blank, "B2", std::nullopt, 0);
    day.add(RowType::exhibit, "X", std::nullopt, 30);
    day.add(RowType::check, "C2", 40, 40);
    std::vector<bool> usable(7, true);
    const Binding all = bind_rows(day.sequence, usable)[5];
    EXPECT_EQ(all.blank->sample, "B2");
    EXPECT_EQ(all.check_before->sample, "C1");
    EXPECT_EQ(all.check_after->sample, "C2");
    ASSERT_EQ(all.standards.size(), 1u);
    EXPECT_EQ(all.standards[0]->sample, "S2");
    usable[4] = false;
    EXPECT_EQ(bind_rows(day.sequence, usable)[5].blank->sample, "B1");
}

TEST(ControlChart, MarksAPointThatFailedAndEscapesNames) {
    const ControlChart chart{"c.svg", "A < B", "%", {{"ok", 1, true}, {"x&y", 30, false}}, 0, -15, 15, "15 %"};
    const std::string svg = chart_svg(chart);
    EXPECT_NE(svg.find("A &lt; B"), std::string::npos);
    EXPECT_NE(svg.find(">x&amp;y</text>"), std::string::npos);
    EXPECT_EQ(svg.find("x&y"), std::string::npos);
}

}  // namespace
