#include "query/chart.h"

#include <string.h>

#include "base/date.h"
#include "base/utf8.h"
#include "base/xml.h"
#include "query/columns.h"

static double largest(const struct bar *bars, size_t count)
{
    double most = 0;
    for (size_t i = 0; i < count; i++)
        most = bars[i].value > most ? bars[i].value : most;
    return most;
}

/* Whole blocks and one of U+2589..U+258F for the rest. */
static void put_bar(struct buf *out, unsigned eighths)
{
    for (; eighths >= 8; eighths -= 8)
        buf_puts(out, "█");
    char block[4];
    if (eighths > 0)
        buf_append(out, block, utf8_encode(0x2590 - eighths, block));
}

bool chart_text(const struct bar *bars, size_t count, size_t columns, struct buf *out)
{
    double most = largest(bars, count);
    size_t label = 0;
    for (size_t i = 0; i < count; i++) {
        size_t width = utf8_columns(bars[i].label, strlen(bars[i].label));
        label = width > label ? width : label;
    }
    label = label < 40 ? label : 40;
    for (size_t i = 0; i < count; i++) {
        columns_left(out, bars[i].label, strlen(bars[i].label), label);
        buf_puts(out, "  ");
        unsigned eighths = most > 0 ? (unsigned)(bars[i].value / most * 8 * (double)columns + 0.5) : 0;
        if (bars[i].value > 0 && eighths == 0)
            eighths = 1; /* something is not nothing */
        put_bar(out, eighths);
        buf_printf(out, "%s%s\n", eighths > 0 ? " " : "", bars[i].text);
    }
    return buf_ok(out);
}

static void put_xml(struct buf *out, const char *text)
{
    xml_text(out, text, strlen(text));
}

static void svg_begin(struct buf *out, int width, int height, const char *title)
{
    buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    buf_printf(out,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
               "font-family=\"sans-serif\" font-size=\"12\">\n",
               width, height, width, height);
    buf_printf(
        out, "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>\n<text x=\"12\" y=\"24\" font-size=\"15\">",
        width, height);
    put_xml(out, title);
    buf_puts(out, "</text>\n");
}

/* ------------------------------------------------------------- bars in rows */

enum {
    BAR_PITCH = 22,
    BAR_HEIGHT = 16,
    PLOT_TOP = 40,
    LABEL_WIDTH = 150,
    PLOT_WIDTH = 520,
    COLUMN_PIXELS = 7
};

static int bar_width(const struct bar *bar, double most)
{
    return most > 0 ? (int)(bar->value / most * PLOT_WIDTH + 0.5) : 0;
}

static void svg_bar(struct buf *out, const struct bar *bar, int row, double most)
{
    int y = PLOT_TOP + row * BAR_PITCH, width = bar_width(bar, most);
    buf_printf(out, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">", LABEL_WIDTH - 8, y + 13);
    put_xml(out, bar->label);
    buf_printf(out, "</text><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#3b6ea5\"/>",
               LABEL_WIDTH, y, width, BAR_HEIGHT);
    buf_printf(out, "<text x=\"%d\" y=\"%d\">", LABEL_WIDTH + width + 6, y + 13);
    put_xml(out, bar->text);
    buf_puts(out, "</text>\n");
}

bool chart_svg_rows(const struct bar *bars, size_t count, const char *title, struct buf *out)
{
    double most = largest(bars, count);
    int right = PLOT_WIDTH;
    for (size_t i = 0; i < count; i++) {
        int end =
            bar_width(&bars[i], most) + COLUMN_PIXELS * (int)utf8_columns(bars[i].text, strlen(bars[i].text));
        right = end > right ? end : right;
    }
    svg_begin(out, LABEL_WIDTH + right + 24, PLOT_TOP + (int)count * BAR_PITCH + 16, title);
    for (size_t i = 0; i < count; i++)
        svg_bar(out, &bars[i], (int)i, most);
    buf_puts(out, "</svg>\n");
    return buf_ok(out);
}

/* ------------------------------------------------------- columns along time */

enum {
    TIME_WIDTH = 860,
    TIME_HEIGHT = 360,
    TIME_LEFT = 56,
    TIME_RIGHT = 20,
    TIME_BOTTOM = 34,
    YEAR_ROOM = 36,
    LABEL_ROOM = 58
};

/* Years, months or days, counted so that steps of them fall on round ones. */
static int64_t time_number(const char *label, enum date_precision *unit)
{
    struct date d;
    *unit = DATE_YEAR;
    if (!date_parse(label, strlen(label), &d))
        return 0;
    *unit = d.precision;
    if (d.precision == DATE_YEAR)
        return d.year;
    return d.precision == DATE_MONTH ? d.year * 12 + d.month - 1 : date_days(d.year, d.month, d.day);
}

/* How many units one label stands for, so that labels do not touch. */
static int64_t label_step(enum date_precision unit, double pitch)
{
    static const int64_t years[] = {1, 2, 5, 10, 20, 50, 100, 1000},
                         months[] = {1, 3, 6, 12, 24, 60, 120, 1200},
                         days[] = {1, 7, 14, 28, 91, 182, 365, 3650};
    const int64_t *steps = unit == DATE_YEAR ? years : unit == DATE_MONTH ? months : days;
    size_t i = 0;
    while (i < 7 && (double)steps[i] * pitch < (unit == DATE_YEAR ? YEAR_ROOM : LABEL_ROOM))
        i++;
    return steps[i];
}

/* 1, 2 or 5 times a power of ten: five lines at most. */
static double grid_step(double most)
{
    double step = 1;
    for (int i = 0; step * 5 < most && i < 60; i++)
        step *= i % 3 == 1 ? 2.5 : 2;
    return step;
}

static void svg_grid(struct buf *out, double most)
{
    double plot = TIME_HEIGHT - PLOT_TOP - TIME_BOTTOM, step = grid_step(most);
    for (int line = 0; line * step <= most; line++) {
        double value = line * step;
        double y = TIME_HEIGHT - TIME_BOTTOM - value / most * plot;
        buf_printf(out, "<path d=\"M%d %.1fH%d\" stroke=\"#d8d8d8\"/>", TIME_LEFT, y,
                   TIME_WIDTH - TIME_RIGHT);
        buf_printf(out, "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.0f</text>\n", TIME_LEFT - 8, y + 4,
                   value);
    }
}

static void svg_column(struct buf *out, const struct bar *bar, double x, double pitch, double most)
{
    double height = bar->value / most * (TIME_HEIGHT - PLOT_TOP - TIME_BOTTOM);
    buf_printf(out, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"#3b6ea5\"><title>",
               x + 0.1 * pitch, TIME_HEIGHT - TIME_BOTTOM - height, 0.8 * pitch, height);
    put_xml(out, bar->label);
    buf_puts(out, ": ");
    put_xml(out, bar->text);
    buf_puts(out, "</title></rect>\n");
}

bool chart_svg_time(const struct bar *bars, size_t count, const char *title, struct buf *out)
{
    enum date_precision unit;
    double most = largest(bars, count), wide = TIME_WIDTH - TIME_LEFT - TIME_RIGHT;
    double pitch = count > 8 ? wide / (double)count : wide / 8;
    most = most > 0 ? most : 1;
    svg_begin(out, TIME_WIDTH, TIME_HEIGHT, title);
    svg_grid(out, most);
    for (size_t i = 0; i < count; i++) {
        double x = TIME_LEFT + (double)i * pitch;
        int64_t number = time_number(bars[i].label, &unit);
        svg_column(out, &bars[i], x, pitch, most);
        if (number % label_step(unit, pitch) != 0)
            continue;
        buf_printf(out, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">", x + pitch / 2, TIME_HEIGHT - 14);
        put_xml(out, bars[i].label);
        buf_puts(out, "</text>\n");
    }
    buf_puts(out, "</svg>\n");
    return buf_ok(out);
}
