/* Where exactly the article begins and ends: sub-headings, lists and short
 * lines in its box join it at both ends, and what is not of it inside goes. */
#include <string.h>

#include "base/utf8.h"
#include "extract/html_tags.h"
#include "extract/passes.h"

enum {
    HEAD_REACH = 12,  /* blocks looked at above the first of prose */
    TAIL_REACH = 400, /* … below the last: a table or list may be long */
    DUMP_HEAD = 6,    /* lines of a dump that may head the prose */
    DUMP_TAIL = 12,   /* … follow it up to the share buttons */
    DUMP_TABLE = 40,  /* … up to the editor's line */
    CAPTION_MAX = 60,
    SHORT_CAPTION_MAX = 40,
    LABEL_MAX = 10,
    CLEAN_LETTERS = 60,
    DATE_MAX = 13,      /* characters of a line that is a date and nothing else */
    SIGNATURE_MAX = 30,
    GROUP_MAX = 4,      /* blocks of a box that is a picture and its line */
    CREDIT_MAX = 16 /* letters of a bracketed line that only names a medium or a person */
};

static bool is_plain(const struct passage *p, int32_t i)
{
    const struct trait *t = &p->traits[i];
    return t->cue == ROLE_COUNT && !t->linked && !t->title;
}

/* Same box, or one beside it: the paragraphs of some pages have a box each. */
static bool is_near(const struct passage *p, int32_t a, int32_t b)
{
    return box_within(p->page, p->page->blocks[a].box, p->article) &&
           box_distance(p->page, p->traits[a].holder, p->traits[b].holder, 3) <= 2;
}

/* A box inside the article without prose of its own, but with links or
 * buttons, or far from all prose: its short lines are not the story's. */
static bool is_foreign(const struct passage *p, int32_t i)
{
    int32_t holder = p->traits[i].holder;
    if (holder < 0 || p->traits[i].weight > 0 || p->box_prose[holder] > 0)
        return false;
    if (p->box_noise[holder] > 0)
        return true;
    if (p->page->blocks[i].kind == BLOCK_TABLE || p->page->boxes[p->page->blocks[i].box].tag == TAG_PRE)
        return false;
    for (int steps = 0; steps < 2 && holder > 0; steps++) {
        holder = box_holder(p->page, p->page->boxes[holder].parent);
        if (p->box_prose[holder] > 0)
            return false;
    }
    return true;
}

/* A cue that only interrupts: a picture's line, a prompt to look at it. */
static bool interrupts(const struct trait *t)
{
    return t->cue == ROLE_CAPTION || t->cue == ROLE_GALLERY || t->cue == ROLE_BYLINE;
}

/* 2013年4月25日, 二〇一三年四月二十五日, 2013-04-25: a date and nothing else. */
static bool is_date(const struct block *block)
{
    static const char signs[] = "年月日〇零一二三四五六七八九十○O";
    unsigned digits = 0;
    if (block->chars < 6 || block->chars > DATE_MAX)
        return false;
    for (const char *p = block->text, *end = p + block->len; p < end;) {
        const char *start = p;
        uint32_t cp = utf8_half_width(utf8_next(&p, end));
        bool numeral =
            (cp >= '0' && cp <= '9') || memmem(signs, sizeof signs - 1, start, (size_t)(p - start));
        if (!numeral && cp != '-' && cp != '.' && cp != '/' && cp != ' ')
            return false;
        digits += numeral;
    }
    return digits >= 6;
}

/* Who signs a notice: a short line without a stop; its date stands below. */
static bool is_signature(const struct passage *p, int32_t i)
{
    const struct block *block = &p->page->blocks[i];
    return i > p->first && is_plain(p, i) && !p->traits[i].prose && block->punct == 0 && block->han >= 4 &&
           block->chars <= SIGNATURE_MAX && block->kind == BLOCK_PARAGRAPH;
}

/* The date under a signature is the last line of the notice. */
static bool closes_notice(struct passage *p, int32_t i)
{
    struct trait *t = &p->traits[i];
    if (!is_date(&p->page->blocks[i]) || (t->cue != ROLE_META && t->cue != ROLE_COUNT) || t->linked ||
        !is_signature(p, i - 1) || (p->page->markup && !is_near(p, i, p->last)))
        return false;
    t->cue = ROLE_COUNT;
    return true;
}

/* A dump has no boxes: what stands between the line of date and source and the
 * first prose is the article's, if it is little. */
static void extend_dump_head(struct passage *p)
{
    int32_t first = p->first, lines = 0;
    for (int32_t i = p->first; i < p->last && !p->traits[i].prose; i++) {
        if (p->traits[i].cue == ROLE_META)
            first = i + 1; /* what looked like verse stands above the date */
    }
    if (first > p->first) {
        p->first = first;
        return;
    }
    for (int32_t i = p->first - 1; i >= 0 && lines <= DUMP_HEAD; i--) {
        const struct trait *t = &p->traits[i];
        if (t->cue == ROLE_META)
            p->first = first;
        if (t->empty || t->cue == ROLE_CAPTION)
            continue;
        if (!is_plain(p, i) || p->page->blocks[i].chars < 4)
            return;
        lines++;
        first = i;
    }
}

static bool closes_dump(const struct trait *t)
{
    return t->cue == ROLE_SHARE || t->cue == ROLE_BYLINE || t->cue == ROLE_META || t->cue == ROLE_KEYWORDS;
}

/* … and what stands between the last prose and the line that ends the article. */
static void extend_dump_tail(struct passage *p)
{
    int32_t last = p->last, lines = 0;
    for (int32_t i = p->last + 1; i < (int32_t)p->page->block_count && lines <= DUMP_TABLE; i++) {
        const struct trait *t = &p->traits[i];
        if (closes_notice(p, i)) {
            p->last = i;
            return;
        }
        if (t->cue == ROLE_EDITOR || (closes_dump(t) && lines <= DUMP_TAIL))
            p->last = last;
        if (t->empty || interrupts(t))
            continue;
        if (!is_plain(p, i) || is_bulleted(&p->page->blocks[i]))
            return;
        lines++;
        last = i;
    }
}

/* The line under the headline that its date begins. */
static void note_date(struct passage *p, int32_t i)
{
    struct trait *t = &p->traits[i];
    if (!t->dated || t->cue != ROLE_COUNT || p->outline->title < 0)
        return;
    t->cue = ROLE_META;
    t->why = "a date above the story";
}

static void extend_head(struct passage *p)
{
    int32_t first = p->first, stop = p->first - HEAD_REACH;
    if (stop < p->outline->title + 1 && p->outline->title < p->first)
        stop = p->outline->title + 1;
    for (int32_t i = p->first - 1; i >= stop && i >= 0; i--) {
        if (p->traits[i].empty || p->traits[i].cue == ROLE_CAPTION)
            continue;
        note_date(p, i);
        if (!is_plain(p, i) || !is_near(p, i, p->first) || is_foreign(p, i) || p->page->blocks[i].chars < 2)
            break;
        first = i;
    }
    p->first = first;
}

static void extend_tail(struct passage *p)
{
    int32_t last = p->last, stop = p->last + TAIL_REACH;
    for (int32_t i = p->last + 1; i <= stop && i < (int32_t)p->page->block_count; i++) {
        if (p->traits[i].empty || interrupts(&p->traits[i]))
            continue;
        if (closes_notice(p, i)) {
            last = i;
            break;
        }
        if (!is_plain(p, i) || !is_near(p, i, p->last) || is_foreign(p, i))
            break;
        last = i;
    }
    p->last = last;
}

/* (某某日报) alone on the last line: a credit. */
static bool is_credit(const struct block *block, const struct trait *t)
{
    if (t->letters > CREDIT_MAX || block->len < 3)
        return false;
    static const char *const open[] = {"（", "(", "【", "[", "〔"};
    static const char *const close[] = {"）", ")", "】", "]", "〕"};
    for (size_t i = 0; i < sizeof open / sizeof *open; i++) {
        size_t a = strlen(open[i]), b = strlen(close[i]);
        if (block->len > a + b && memcmp(block->text, open[i], a) == 0 &&
            memcmp(block->text + block->len - b, close[i], b) == 0)
            return true;
    }
    return false;
}

/* 张三 李四 台北: short words between blanks, no sign anywhere. */
static bool is_names(const struct block *block, const struct trait *t)
{
    if (t->prose || block->punct > 0 || block->kind != BLOCK_PARAGRAPH || t->letters > CREDIT_MAX)
        return false;
    unsigned words = 1, letters = 0;
    for (const char *p = block->text, *end = p + block->len; p < end;) {
        uint32_t cp = utf8_next(&p, end);
        if (cp == ' ' && letters < 2)
            return false;
        words += cp == ' ';
        letters = cp == ' ' ? 0 : letters + 1;
        if (letters > 4 || (cp != ' ' && !utf8_is_han(cp)))
            return false;
    }
    return words > 1;
}

static void drop_credits(struct passage *p)
{
    while (p->last > p->first) {
        const struct block *block = &p->page->blocks[p->last];
        const struct trait *t = &p->traits[p->last];
        bool credit = is_credit(block, t) || is_names(block, t);
        if (!credit && !t->empty)
            return;
        if (credit)
            decide(p, p->last, ROLE_BYLINE, "a credit at the end");
        p->last--;
    }
}

/* A paragraph with many links is a paragraph; a line that is a link is not. */
static bool is_link_list(const struct block *block)
{
    return !(block->punct >= 3 && block->link_chars * 5 < block->chars * 4);
}

static bool is_placeholder_line(const struct trait *t, const struct block *block)
{
    return t->empty && block->text[0] == '[';
}

/* In a story of a few lines the pictures' lines are the story. */
static bool captions_tell(const struct passage *p)
{
    int64_t captions = 0, others = 0;
    for (int32_t i = p->first; i <= p->last; i++) {
        if (p->traits[i].cue == ROLE_CAPTION)
            captions += p->page->blocks[i].chars;
        else if (p->traits[i].weight > 0)
            others += p->page->blocks[i].chars;
    }
    return captions * 3 > others && others < 150;
}

/* The picture and this line alone, or with its photographer's, have a small box, which is not the story. */
static bool shares_box(const struct passage *p, int32_t picture, int32_t line)
{
    const struct page *page = p->page;
    int32_t box = page->blocks[picture].box;
    while (box > 0 && page->boxes[box].end_block <= (uint32_t)line)
        box = page->boxes[box].parent;
    int32_t first = (int32_t)page->boxes[box].first_block, end = (int32_t)page->boxes[box].end_block;
    if (box == 0 || end - first > GROUP_MAX || (first <= p->first && end > p->last))
        return false;
    for (int32_t i = first; i < end; i++) {
        const struct trait *t = &p->traits[i];
        if (i != line && !t->empty && t->cue != ROLE_CAPTION && t->cue != ROLE_BYLINE)
            return false;
    }
    return true;
}

/* Pictures and their lines are centred, paragraphs are not. */
static bool is_centred_apart(const struct passage *p, int32_t picture, int32_t line)
{
    return p->page->blocks[picture].centred && p->page->blocks[line].centred && !p->centred;
}

/* "What you need:" is of what follows, not of the picture above. */
static bool ends_in_colon(const struct block *block)
{
    return block->len > 0 && (block->text[block->len - 1] == ':' ||
                              (block->len >= 3 && memcmp(block->text + block->len - 3, "：", 3) == 0));
}

static bool is_one_sentence(const struct block *block)
{
    const char *stop = memmem(block->text, block->len, "。", 3);
    return !stop || stop + 3 >= block->text + block->len - 3;
}

/* The line under a picture: short and no sentence, or alone with it in a box. */
static bool is_under_picture(const struct passage *p, int32_t i)
{
    const struct block *block = &p->page->blocks[i];
    if (!p->page->markup || i == 0 || block->chars > CAPTION_MAX || block->strong_chars * 2 > block->chars)
        return false;
    const struct block *above = &p->page->blocks[i - 1];
    if (above->kind != BLOCK_IMAGE || block->kind == BLOCK_HEADING || ends_in_colon(block))
        return false;
    if (!p->traits[i].prose && block->chars <= SHORT_CAPTION_MAX)
        return true;
    return is_one_sentence(block) && (is_centred_apart(p, i - 1, i) || shares_box(p, i - 1, i));
}

/* Most of the story's prose is centred. */
static bool is_centred(const struct passage *p)
{
    int64_t centred = 0, all = 0;
    for (int32_t i = p->first; i <= p->last; i++) {
        int64_t weight = p->traits[i].prose ? p->traits[i].weight : 0;
        all += weight;
        centred += p->page->blocks[i].centred ? weight : 0;
    }
    return centred * 2 > all;
}

/* The head of what the story says next, though its box has links as well. */
static bool heads_prose(const struct passage *p, int32_t i)
{
    int32_t next = i + 1;
    while (next <= p->last && p->traits[next].empty)
        next++;
    const struct block *block = &p->page->blocks[i];
    return block->kind == BLOCK_HEADING && block->level > 1 && next <= p->last &&
           (p->traits[next].weight > 0 || p->page->blocks[next].kind == BLOCK_TABLE);
}

/* "Stock quotes:" in front of what is dropped is dropped with it. */
static bool is_label(const struct passage *p, int32_t i)
{
    const struct block *block = &p->page->blocks[i];
    const struct trait *next = &p->traits[i + 1];
    if (p->traits[i].prose || block->chars > LABEL_MAX || i + 1 >= (int32_t)p->page->block_count ||
        !(next->linked || next->cue == ROLE_RELATED))
        return false;
    return ends_in_colon(block);
}

static void judge_inside(struct passage *p, int32_t i)
{
    const struct block *block = &p->page->blocks[i];
    const struct trait *t = &p->traits[i];
    if (is_hidden(p, block))
        decide(p, i, ROLE_HIDDEN, "not shown");
    else if (block->kind == BLOCK_IMAGE)
        decide(p, i, ROLE_IMAGE, "a picture inside the article");
    else if (block->len == 0 || (t->letters == 0 && block->han == 0 && block->chars < 200 && t->weight <= 0))
        decide(p, i, ROLE_OTHER, "empty");
    else if (t->title)
        decide(p, i, ROLE_TITLE, "repeats the title");
    else if (t->cue == ROLE_CAPTION && p->captions_tell && block->punct > 0)
        decide(p, i, ROLE_BODY, "a picture's line that tells the story");
    else if (t->cue != ROLE_COUNT)
        decide(p, i, (enum role)t->cue, t->why);
    else if (is_placeholder_line(t, block))
        decide(p, i, ROLE_IMAGE, "stands for a picture");
    else if (is_under_picture(p, i))
        decide(p, i, ROLE_CAPTION, "under a picture");
    else if (is_label(p, i))
        decide(p, i, ROLE_RELATED, "a label of links");
    else if (is_foreign(p, i) && !heads_prose(p, i))
        decide(p, i, ROLE_OTHER, "a box of its own inside the article");
    else if (block->kind == BLOCK_CAPTION)
        decide(p, i, ROLE_CAPTION, "a caption element");
    else if (t->linked && t->weight <= 0 && is_link_list(block))
        decide(p, i, ROLE_RELATED, "mostly links");
    else if (block->kind == BLOCK_HEADING)
        decide(p, i, ROLE_SUBHEADING, "a heading inside the article");
    else
        decide(p, i, ROLE_BODY, t->prose ? "prose" : "inside the article");
}

/* Outside the article a block is what its words say, or what its place is. */
static void judge_outside(struct passage *p, int32_t i, uint8_t *zone)
{
    const struct block *block = &p->page->blocks[i];
    const struct trait *t = &p->traits[i];
    if (t->ends > 0)
        *zone = t->cue;
    if (block->hidden)
        decide(p, i, ROLE_HIDDEN, "not shown");
    else if (i == p->outline->title)
        decide(p, i, ROLE_TITLE, "the page's title");
    else if (t->title)
        decide(p, i, ROLE_REPEAT, "the title again");
    else if (t->cue != ROLE_COUNT)
        decide(p, i, (enum role)t->cue, t->why);
    else if (i > p->last && *zone != ROLE_COUNT && *zone != ROLE_EDITOR)
        decide(p, i, (enum role) * zone, "below the article, under a head of its kind");
    else if (t->linked)
        decide(p, i, i < p->first ? ROLE_NAVIGATION : ROLE_RELATED, "mostly links");
    else
        decide(p, i, ROLE_OTHER, i < p->first ? "above the article" : "below the article");
}

static void find_ends(struct passage *p)
{
    if (p->page->markup) {
        extend_head(p);
        extend_tail(p);
    } else {
        extend_dump_head(p);
        extend_dump_tail(p);
    }
}

/* A dump without any furniture is text that was cleaned before: all of it. */
static bool is_clean(const struct passage *p)
{
    uint32_t letters = 0;
    for (size_t i = 0; i < p->page->block_count; i++) {
        uint8_t cue = p->traits[i].cue;
        bool credit = cue == ROLE_BYLINE || cue == ROLE_EDITOR || cue == ROLE_CAPTION || cue == ROLE_META;
        if ((cue != ROLE_COUNT && !credit) || p->traits[i].empty || is_bulleted(&p->page->blocks[i]))
            return false;
        letters += p->page->blocks[i].han;
    }
    return !p->page->markup && letters >= CLEAN_LETTERS;
}

static void take_all(struct passage *p)
{
    p->first = p->outline->title == 0 ? 1 : 0;
    p->last = (int32_t)p->page->block_count - 1;
    if (p->first > p->last)
        p->first = p->last;
}

bool pass_boundary(struct passage *p)
{
    uint8_t zone = ROLE_COUNT;
    if (is_clean(p))
        take_all(p);
    else if (p->first >= 0)
        find_ends(p);
    if (p->first >= 0) {
        p->captions_tell = captions_tell(p);
        p->centred = is_centred(p);
    }
    for (int32_t i = 0; i < (int32_t)p->page->block_count; i++) {
        if (i == p->first)
            zone = ROLE_COUNT;
        if (p->first >= 0 && i >= p->first && i <= p->last)
            judge_inside(p, i);
        else
            judge_outside(p, i, &zone);
    }
    if (p->first >= 0)
        drop_credits(p);
    return true;
}
