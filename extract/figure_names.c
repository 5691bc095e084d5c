/* The names of the enums of figures.h, as they stand in the record. */
#include "extract/figures.h"

const char *figure_kind_name(enum figure_kind kind)
{
    static const char *const names[] = {"count", "money", "percent", "ratio", "duration", "age"};
    return (unsigned)kind < sizeof names / sizeof *names ? names[kind] : NULL;
}

const char *figure_qualifier_name(enum figure_qualifier qualifier)
{
    static const char *const names[] = {NULL, "approx", "more_than", "near", "less_than"};
    return (unsigned)qualifier < sizeof names / sizeof *names ? names[qualifier] : NULL;
}

const char *figure_change_name(enum figure_change change)
{
    static const char *const names[] = {NULL, "up", "down", "yoy_up", "yoy_down", "mom_up", "mom_down"};
    return (unsigned)change < sizeof names / sizeof *names ? names[change] : NULL;
}
