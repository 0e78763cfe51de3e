# One INTERFACE target carries the options of every target; nothing is set globally.
add_library(sarap_options INTERFACE)
target_compile_features(sarap_options INTERFACE cxx_std_20)
target_include_directories(sarap_options INTERFACE ${CMAKE_SOURCE_DIR}/libspec)
# The last three cry wolf in GCC 12 where texts are joined (GCC bugs 105329, 105651).
target_compile_options(sarap_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor
    -ffp-contract=off -fno-fast-math "$<$<CXX_COMPILER_ID:GNU>:-Wno-psabi;-Wno-restrict;-Wno-stringop-overflow;-Wno-array-bounds>")
if(SARAP_WERROR)
    target_compile_options(sarap_options INTERFACE -Werror)
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Release")
    # Files come from anywhere: what a defect in a reader could do is limited (OpenSSF, Compiler Options Hardening Guide).
    target_compile_options(sarap_options INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong
                           -fstack-clash-protection -fPIE)
    target_link_options(sarap_options INTERFACE -pie LINKER:-z,relro,-z,now,-z,noexecstack)
endif()
if(SARAP_SANITIZE)
    target_compile_options(sarap_options INTERFACE -fsanitize=${SARAP_SANITIZE} -fno-omit-frame-pointer
                           -fno-sanitize-recover=all)
    target_link_options(sarap_options INTERFACE -fsanitize=${SARAP_SANITIZE})
endif()
if(SARAP_FUZZ)
    target_compile_options(sarap_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

# sarap_module(name SOURCES a.cpp ... USES other modules ... LIBRARIES imported targets ...)
# One static library a module, alias spec::name. USES may name modules of lower layers only; scripts/check_layers checks it.
function(sarap_module name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;USES;LIBRARIES")
    add_library(spec_${name} STATIC ${arg_SOURCES})
    add_library(spec::${name} ALIAS spec_${name})
    target_link_libraries(spec_${name} PUBLIC sarap_options)
    foreach(used ${arg_USES})
        target_link_libraries(spec_${name} PUBLIC spec::${used})
    endforeach()
    target_link_libraries(spec_${name} PRIVATE ${arg_LIBRARIES})
endfunction()

# sarap_test(name SOURCES a_test.cpp ... USES modules ... LIBRARIES imported targets ...): one test program a module.
function(sarap_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;USES;LIBRARIES")
    add_executable(${name}_test ${arg_SOURCES})
    target_link_libraries(${name}_test PRIVATE sarap_options sarap_testing ${arg_LIBRARIES})
    foreach(used ${arg_USES})
        target_link_libraries(${name}_test PRIVATE spec::${used})
    endforeach()
    list(LENGTH arg_SOURCES files)
    if(files GREATER 7)
        target_precompile_headers(${name}_test PRIVATE <gmock/gmock.h> <gtest/gtest.h>)
    endif()
    gtest_discover_tests(${name}_test DISCOVERY_MODE PRE_TEST PROPERTIES LABELS ${name})
endfunction()
