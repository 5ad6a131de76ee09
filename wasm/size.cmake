# cmake -DFILE=... -DBUDGET_BYTES=... -P size.cmake: compresses FILE to FILE.br, prints both sizes and fails over the budget.
execute_process(COMMAND brotli --quality=11 --force --keep --output=${FILE}.br ${FILE} COMMAND_ERROR_IS_FATAL ANY)
file(SIZE ${FILE} bytes)
file(SIZE ${FILE}.br brotli_bytes)
cmake_path(GET FILE FILENAME name)
message("${name}: ${bytes} bytes, ${brotli_bytes} as brotli, budget ${BUDGET_BYTES}")
if(brotli_bytes GREATER BUDGET_BYTES)
  message(FATAL_ERROR "${name} is over its budget")
endif()
