#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <spec/io/format.hpp>

#include "broken_input.hpp"
#include "test_data.hpp"

namespace {

using spec::Measurement;
using spec::SpectrumRecord;
using testing::ElementsAre;

Measurement read(const std::string& text) { return spec::io::read(spec::io::Source::from_bytes("x", text)); }
std::vector<SpectrumRecord> records(const Measurement& measurement) {
    return std::get<std::vector<SpectrumRecord>>(measurement.data);
}

const std::string massbank =
    "ACCESSION: MSBNK-X-1\nRECORD_TITLE: Cocaine; EI-B; MS\nLICENSE: CC BY\nCH$NAME: Cocaine\nCH$NAME: "
    "Benzoylmethylecgonine\n"
    "CH$FORMULA: C17H21NO4\nCH$EXACT_MASS: 303.14706\nCH$LINK: CAS 50-36-2\nCH$LINK: INCHIKEY "
    "ZPUCINDJVBIVPJ-LJISPDSOSA-N\n"
    "AC$INSTRUMENT_TYPE: EI-B\nAC$MASS_SPECTROMETRY: MS_TYPE MS\nAC$CHROMATOGRAPHY: KOVATS_RTI 2200.5\n"
    "PK$NUM_PEAK: 2\nPK$PEAK: m/z int. rel.int.\n  82 950.5 999\n  182 700 735\n//\n";

TEST(MassBank, ReadsARecord) {
    const auto measurement = read(massbank);
    EXPECT_EQ(measurement.provenance.format, "massbank");
    EXPECT_EQ(measurement.technique, spec::Technique::ei_ms);
    EXPECT_FALSE(measurement.not_identifiable);
    const auto record = records(measurement).at(0);
    EXPECT_EQ(record.id, "MSBNK-X-1");
    EXPECT_EQ(record.name, "Cocaine");
    EXPECT_THAT(record.synonyms, ElementsAre("Benzoylmethylecgonine"));
    EXPECT_EQ(record.formula, "C17H21NO4");
    EXPECT_EQ(record.exact_mass, 303.14706);
    EXPECT_EQ(record.cas, "50-36-2");
    EXPECT_EQ(record.inchikey, "ZPUCINDJVBIVPJ-LJISPDSOSA-N");
    EXPECT_EQ(record.retention_index->value, 2200.5);
    EXPECT_EQ(record.metadata.at("license"), "CC BY");
    EXPECT_THAT(record.spectrum.mz, ElementsAre(82, 182));
    EXPECT_THAT(record.spectrum.intensity, ElementsAre(950.5, 700));
    EXPECT_THAT(record.notes, ElementsAre());
}

TEST(MassBank, ReadsSeveralAndKeepsDefects) {
    std::string broken = massbank;
    broken.replace(broken.find("950.5"), 5, "9x0.5");
    const auto all = records(read(massbank + broken + massbank));
    ASSERT_EQ(all.size(), 3u);
    EXPECT_EQ(all[1].defect,
              "'82 9x0.5 999' on line 32 is not a peak (expected m/z above 0 and an intensity of 0 or above)");
    EXPECT_EQ(all[2].line, 35u);
    EXPECT_FALSE(all[2].defect);
}

TEST(MassBank, DoesNotIdentifyTandemSpectra) {
    std::string tandem = massbank;
    tandem.replace(tandem.find("MS_TYPE MS\n"), 11, "MS_TYPE MS2\n");
    EXPECT_EQ(read(tandem).not_identifiable, "tandem mass spectra, not electron ionisation");
}

const std::string molecule = "caffeine\n  tool\n\n  0  0  0  0  0  0            999 V2000\nM  END\n";

TEST(Sdf, ReadsTheSpectrumOfEachMolecule) {
    const auto measurement = read(molecule +
                                  "> <INCHIKEY>\nRYYVLZVUVIJVGH-UHFFFAOYSA-N\n\n> <NUM PEAKS>\n2\n\n> <MASS SPECTRAL "
                                  "PEAKS>\n109 500\n194 999\n\n$$$$\n" +
                                  molecule + "> <MASS SPECTRAL PEAKS>\n109 5o0\n\n$$$$\n");
    EXPECT_EQ(measurement.provenance.format, "sdf");
    const auto all = records(measurement);
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].name, "caffeine");
    EXPECT_EQ(all[0].inchikey, "RYYVLZVUVIJVGH-UHFFFAOYSA-N");
    EXPECT_THAT(all[0].spectrum.mz, ElementsAre(109, 194));
    EXPECT_EQ(all[1].defect,
              "'109 5o0' on line 23 is not a peak (expected m/z above 0 and an intensity of 0 or above)");
}

TEST(Sdf, RefusesStructuresWithoutSpectra) {
    EXPECT_EQ(spec::test::refusal("a.sdf", molecule + "$$$$\n"),
              "a.sdf: structures without spectra (expected the item MASS SPECTRAL PEAKS)");
}

TEST(Msl, ReadsPairsInBrackets) {
    const auto measurement =
        read("NAME: Decane\nCASNO: 124-18-5\nRT: 5.1\nRI: 1000\nNUM PEAKS: 3\n(41 300) (43 900) (57 999)\n");
    EXPECT_EQ(measurement.provenance.format, "amdis_msl");
    const auto record = records(measurement).at(0);
    EXPECT_EQ(record.cas, "124-18-5");
    EXPECT_EQ(record.retention_index->value, 1000);
    EXPECT_THAT(record.spectrum.mz, ElementsAre(41, 43, 57));
}

TEST(Elu, ReadsComponentsForComparisonOnly) {
    const auto measurement = read(
        "NAME: |SC4|CN1|RT5.5127|RA0.120\nRE\n214706 279055\n70666 0 \nNUM PEAKS: 3\n(55,18 )(57,31 N0.3)(56,88 )\n\n");
    EXPECT_EQ(measurement.provenance.format, "amdis_elu");
    EXPECT_EQ(measurement.not_identifiable, "AMDIS component list, for comparison only");
    const auto record = records(measurement).at(0);
    EXPECT_EQ(record.name, "component of scan 4");
    EXPECT_EQ(record.metadata.at("retentiontime"), "5.5127");
    EXPECT_EQ(record.metadata.at("amdis_ra"), "0.120");
    EXPECT_THAT(record.spectrum.mz, ElementsAre(55, 56, 57));
    EXPECT_THAT(record.notes, ElementsAre());
    const auto path = spec::test::measured("gcms/other/gcspikelite/0709_468.ELU");
    SARAP_NEEDS(path);
    const auto components = records(spec::io::read(path));
    EXPECT_EQ(components.size(), 509u);  // counted with grep
    for (const auto& component : components) {
        EXPECT_FALSE(component.defect) << component.line;
        EXPECT_THAT(component.notes, ElementsAre()) << component.line;  // as many peaks as stated
    }
}

}  // namespace
