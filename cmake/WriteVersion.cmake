# Writes version.cpp with the commit of the tree: -DSOURCE=... -DINPUT=... -DOUTPUT=... -DPROJECT_VERSION=...
set(SARAP_COMMIT "unknown")
find_program(GIT git)
if(GIT)
    execute_process(COMMAND ${GIT} -C ${SOURCE} rev-parse --short=12 HEAD
                    OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
    if(NOT failed)
        set(SARAP_COMMIT ${commit})
        execute_process(COMMAND ${GIT} -C ${SOURCE} status --porcelain --untracked-files=no
                        OUTPUT_VARIABLE changes ERROR_QUIET)
        if(changes)
            string(APPEND SARAP_COMMIT "-modified")
        endif()
    endif()
endif()
configure_file(${INPUT} ${OUTPUT} @ONLY)
