# Writes OUT: a C++ source holding each of FILES (relative to BASE) as a raw string literal.
set(body "struct EmbeddedFile { const char* name; const char* text; };\n")
string(APPEND body "extern const EmbeddedFile ${VARIABLE}[];\nconst EmbeddedFile ${VARIABLE}[] = {\n")
foreach(file IN LISTS FILES)
  file(READ ${BASE}/${file} text)
  string(APPEND body "    {\"${file}\", R\"__EMBED__(${text})__EMBED__\"},\n")
endforeach()
string(APPEND body "    {\"\", \"\"}};\n")
file(WRITE ${OUT} "namespace trialmine {\n${body}}  // namespace trialmine\n")
