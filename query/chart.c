#include "query/chart.h"

#include <string.h>

#include "base/utf8.h"
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
    for (const char *p = text; *p; p++) {
        switch (*p) {
        case '&':
            buf_puts(out, "&amp;");
            break;
        case '<':
            buf_puts(out, "&lt;");
            break;
        case '>':
            buf_puts(out, "&gt;");
            break;
        case '"':
            buf_puts(out, "&quot;");
            break;
        default:
            buf_putc(out, (unsigned char)*p < 0x20 ? ' ' : *p);
        }
    }
}

enum { BAR_PITCH = 22, BAR_HEIGHT = 16, PLOT_TOP = 40, PLOT_LEFT = 150, PLOT_WIDTH = 520 };

static void svg_bar(struct buf *out, const struct bar *bar, int row, double most)
{
    int y = PLOT_TOP + row * BAR_PITCH;
    int width = most > 0 ? (int)(bar->value / most * PLOT_WIDTH + 0.5) : 0;
    buf_printf(out, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">", PLOT_LEFT - 8, y + 13);
    put_xml(out, bar->label);
    buf_printf(out, "</text><rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#3b6ea5\"/>", PLOT_LEFT,
               y, width, BAR_HEIGHT);
    buf_printf(out, "<text x=\"%d\" y=\"%d\">", PLOT_LEFT + width + 6, y + 13);
    put_xml(out, bar->text);
    buf_puts(out, "</text>\n");
}

bool chart_svg(const struct bar *bars, size_t count, const char *title, struct buf *out)
{
    double most = largest(bars, count);
    int height = PLOT_TOP + (int)count * BAR_PITCH + 16, width = PLOT_LEFT + PLOT_WIDTH + 130;
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
    for (size_t i = 0; i < count; i++)
        svg_bar(out, &bars[i], (int)i, most);
    buf_puts(out, "</svg>\n");
    return buf_ok(out);
}
