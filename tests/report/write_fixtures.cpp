#include <fstream>
#include <report/fixtures.hpp>

int main(int count, char** values) {
    if (count != 2) return 2;
    const std::string folder = values[1];
    const auto write = [&](const char* name, const spec::Result& result) {
        std::ofstream(folder + "/" + name) << spec::canonical_json(to_json(result)) << '\n';
    };
    write("gcms.json", spec::test::gcms_result());
    write("gcms40.json", spec::test::gcms_result(40));
    write("raman.json", spec::test::raman_result());
    write("empty.json", spec::test::empty_result());
}
