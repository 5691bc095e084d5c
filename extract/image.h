/* image - the pictures that belong to the article, in order, with the
 * captions under them: no icons, QR codes, avatars, advertisements, trackers,
 * video posters, thumbnails of other stories.
 *
 * A caption is what a figcaption, a class or the classifier calls one; a line
 * in the picture's own box; one that begins or ends like a caption (▲…, 图为…,
 * …摄, …供图), or repeats the alt text.  Of several pictures in a row that share one, the
 * last has it. */
#ifndef JIANBAO_EXTRACT_IMAGE_H
#define JIANBAO_EXTRACT_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "extract/meta.h"
#include "extract/page.h"
#include "extract/verdict.h"

struct article_image {
    const char *src;       /* absolute where the page's address is known */
    const char *caption;   /* NULL where none */
    const char *alt;       /* NULL where none */
    uint32_t block;        /* the picture's block */
    int32_t caption_block; /* -1 */
};

/* `verdicts` are parallel to the blocks. The array lives in the arena. False only when that is full. */
bool images_pick(const struct page *page, const struct anchors *anchors, const struct verdict *verdicts,
                 struct arena *arena, struct article_image **images, size_t *count);

/* The block that holds the caption of the picture in block `at`, -1 where none
 * does; evidence of the page alone, without verdicts. */
int32_t image_caption_block(const struct page *page, uint32_t at);

/* Icons, QR codes, avatars, trackers …, by address, size, class and alt text. */
bool image_is_furniture(const struct image *image);

#endif
