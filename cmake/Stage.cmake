# trialmine_stage(NAME [AFTER PREDECESSOR] HEADERS ... SOURCES ... [USES ...])
#
# A stage is one library in one folder. Its public headers live in include/NAME/ and are included as "NAME/x.h"; everything
# else in the folder is private to it. AFTER names the one stage it follows, whose headers (and those before it) it may
# include; nothing else is on its include path, so including a later stage's header does not compile.
# USES names third-party libraries, which never appear in public headers.
add_library(trialmine_warnings INTERFACE)
target_compile_options(trialmine_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Werror)
# g++ 12 takes std::string = "literal" for an overlapping copy where it inlines (GCC bug 105651).
target_compile_options(trialmine_warnings INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)

if(TRIALMINE_SANITIZE)
  # With sanitizers, GCC sees uninitialised values in the standard library where there are none.
  add_compile_options(-fsanitize=${TRIALMINE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all
                      $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  add_link_options(-fsanitize=${TRIALMINE_SANITIZE})
endif()
if(TRIALMINE_COVERAGE)
  add_compile_options(--coverage -fprofile-update=atomic)
  add_link_options(--coverage)
endif()

function(trialmine_stage name)
  cmake_parse_arguments(PARSE_ARGV 1 stage "" "AFTER" "HEADERS;SOURCES;USES")
  add_library(trialmine_${name} STATIC)
  target_sources(trialmine_${name}
    PUBLIC FILE_SET HEADERS BASE_DIRS include FILES ${stage_HEADERS}
    PRIVATE ${stage_SOURCES})
  target_compile_features(trialmine_${name} PUBLIC cxx_std_20)
  set_target_properties(trialmine_${name} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
  if(stage_AFTER)
    target_link_libraries(trialmine_${name} PUBLIC trialmine_${stage_AFTER})
  endif()
  target_link_libraries(trialmine_${name} PRIVATE trialmine_warnings ${stage_USES})
endfunction()

# trialmine_embed(TARGET VARIABLE FILES...): compiles text files into TARGET as
# `extern const trialmine::EmbeddedFile VARIABLE[]`, ended by an entry with an empty name.
function(trialmine_embed target variable)
  set(out ${CMAKE_CURRENT_BINARY_DIR}/${variable}.cpp)
  set(inputs ${ARGN})
  list(TRANSFORM inputs PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/)
  add_custom_command(
    OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} -DOUT=${out} -DVARIABLE=${variable} -DBASE=${CMAKE_CURRENT_SOURCE_DIR} "-DFILES=${ARGN}"
            -P ${PROJECT_SOURCE_DIR}/cmake/Embed.cmake
    DEPENDS ${inputs} ${PROJECT_SOURCE_DIR}/cmake/Embed.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${out})
endfunction()
