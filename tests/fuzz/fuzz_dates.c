/* Dates in running text: in order, inside the text, and valid. */
#include <assert.h>

#include "extract/dates.h"
#include "tests/fuzz/clean_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t len;
    char *text = clean_text(data, size, &len);
    struct date_hit hit;
    struct date date;
    for (size_t from = 0; dates_next(text, len, from, &hit); from = hit.end) {
        assert(hit.start >= from && hit.end > hit.start && hit.end <= len);
        assert(!hit.year_known || date_valid(&hit.date));
    }
    if (dates_in_value(text, len, &date))
        assert(date_valid(&date));
    if (dates_in_url(text, &date))
        assert(date_valid(&date));
    free(text);
    return 0;
}
