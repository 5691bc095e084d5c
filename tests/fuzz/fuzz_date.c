/* ISO dates.  What was read is valid, prints, and reads back the same. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/date.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct date date, again;
    if (!date_parse((const char *)data, size, &date))
        return 0;
    assert(date_valid(&date));
    char text[DATE_TEXT_MAX];
    date_print(&date, text);
    assert(date_parse(text, strlen(text), &again));
    assert(date_compare(&date, &again) == 0);
    return 0;
}
