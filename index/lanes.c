#include "index/lanes.h"

#include <pthread.h>
#include <stdlib.h>

#include "index/intake.h"

enum { LANES = 32, JOBS_MAX = 64, ARENA_MAX = 256 * 1024 * 1024 };
enum { LANE_FREE, LANE_GIVEN, LANE_TAKEN_UP, LANE_READY };

struct lanes {
    const struct dictionary *dictionary;
    struct lane lane[LANES];   /* a ring */
    size_t first, count, next; /* oldest; how many; next to be worked on */
    pthread_t threads[JOBS_MAX];
    size_t thread_count;
    pthread_mutex_t mutex;
    pthread_cond_t work, ready;
    bool closing, pack;
};

static void prepare(struct lane *lane)
{
    fault_clear(&lane->fault);
    arena_reset(&lane->arena);
    if (intake_record(lane->line.data, lane->line.len, &lane->arena, &lane->record, &lane->fault) &&
        entry_make(&lane->entry, &lane->record, &lane->fault) && lane->pack)
        packing_make(&lane->packing, &lane->entry.document, &lane->fault);
}

/* Takes up the next line and makes its entry, if there is one; the mutex is held before and after. */
static bool take_up(struct lanes *l)
{
    struct lane *lane = &l->lane[l->next];
    if (lane->state != LANE_GIVEN)
        return false;
    lane->state = LANE_TAKEN_UP;
    l->next = (l->next + 1) % LANES;
    pthread_mutex_unlock(&l->mutex);
    prepare(lane);
    pthread_mutex_lock(&l->mutex);
    lane->state = LANE_READY;
    return true;
}

static void *work(void *context)
{
    struct lanes *l = context;
    pthread_mutex_lock(&l->mutex);
    while (!l->closing) {
        if (take_up(l))
            pthread_cond_signal(&l->ready);
        else
            pthread_cond_wait(&l->work, &l->mutex);
    }
    pthread_mutex_unlock(&l->mutex);
    return NULL;
}

struct lanes *lanes_open(const struct dictionary *dictionary, long jobs, struct fault *fault)
{
    struct lanes *l = calloc(1, sizeof *l);
    if (!l) {
        fault_set(fault, FAULT_MEMORY, "no memory to read records");
        return NULL;
    }
    l->dictionary = dictionary;
    pthread_mutex_init(&l->mutex, NULL);
    pthread_cond_init(&l->work, NULL);
    pthread_cond_init(&l->ready, NULL);
    for (size_t i = 0; i < LANES; i++) {
        if (!packing_init(&l->lane[i].packing, fault)) {
            lanes_close(l);
            return NULL;
        }
        buf_init(&l->lane[i].line, RECORD_LINE_MAX + 1);
        arena_init(&l->lane[i].arena, ARENA_MAX);
        entry_init(&l->lane[i].entry, dictionary);
    }
    /* the thread that takes is one of the jobs; a thread that cannot be had is done without */
    for (long i = 1; i < jobs && i < JOBS_MAX; i++) {
        if (pthread_create(&l->threads[l->thread_count], NULL, work, l) == 0)
            l->thread_count++;
    }
    return l;
}

void lanes_close(struct lanes *l)
{
    if (!l)
        return;
    pthread_mutex_lock(&l->mutex);
    l->closing = true;
    pthread_cond_broadcast(&l->work);
    pthread_mutex_unlock(&l->mutex);
    for (size_t i = 0; i < l->thread_count; i++)
        pthread_join(l->threads[i], NULL);
    for (size_t i = 0; i < LANES; i++) {
        buf_free(&l->lane[i].line);
        arena_free(&l->lane[i].arena);
        entry_free(&l->lane[i].entry);
        packing_free(&l->lane[i].packing);
    }
    pthread_cond_destroy(&l->work);
    pthread_cond_destroy(&l->ready);
    pthread_mutex_destroy(&l->mutex);
    free(l);
}

bool lanes_full(const struct lanes *l)
{
    return l->count == LANES;
}

bool lanes_empty(const struct lanes *l)
{
    return l->count == 0;
}

void lanes_pack(struct lanes *l, bool pack)
{
    l->pack = pack;
}

bool lanes_give(struct lanes *l, const char *line, size_t len, const char *file, unsigned long number,
                struct fault *fault)
{
    struct lane *lane = &l->lane[(l->first + l->count) % LANES];
    buf_clear(&lane->line);
    buf_append(&lane->line, line, len);
    if (!buf_check(&lane->line, "line", fault))
        return false;
    lane->file = file;
    lane->pack = l->pack;
    lane->number = number;
    pthread_mutex_lock(&l->mutex);
    lane->state = LANE_GIVEN;
    l->count++;
    pthread_cond_signal(&l->work);
    pthread_mutex_unlock(&l->mutex);
    return true;
}

struct lane *lanes_take(struct lanes *l)
{
    struct lane *lane = &l->lane[l->first];
    pthread_mutex_lock(&l->mutex);
    while (lane->state != LANE_READY) {
        if (!take_up(l))
            pthread_cond_wait(&l->ready, &l->mutex);
    }
    pthread_mutex_unlock(&l->mutex);
    return lane;
}

void lanes_done(struct lanes *l)
{
    pthread_mutex_lock(&l->mutex);
    l->lane[l->first].state = LANE_FREE;
    l->first = (l->first + 1) % LANES;
    l->count--;
    pthread_mutex_unlock(&l->mutex);
}
