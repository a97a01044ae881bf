/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The race checker alone, in cases that libgpiod does not have or that are hard to time. */
#define _GNU_SOURCE
#undef NDEBUG
#include <assert.h>
#include <pthread.h>
#include <stdio.h>

#include "race.h"

static struct race_kind race_kind_box = {.name = "box"};
static struct race_kind race_kind_shelf = {.name = "shelf"};
static struct race_kind race_kind_item = {.name = "item"};

struct race_kind *const race_kinds[] = {
	&race_kind_box,
	&race_kind_shelf,
	&race_kind_item,
	NULL,
};

/* Objects are mere addresses here: a box has shelves, which have items. */
static char boxes[16][16], shelves[16][16], items[16][16];

static void make(char *box)
{
	RACE_CALL(make);
	assert(RACE_CREATED(box, box) == box);
}

static void lend_shelf(char *box, char *shelf)
{
	RACE_CALL(lend_shelf);
	RACE_USE(box, box, RACE_LENDER);
	assert(RACE_LENT(shelf, shelf) == shelf);
}

static void lend_item(char *shelf, char *item)
{
	RACE_CALL(lend_item);
	RACE_USE(shelf, shelf, RACE_LENDER);
	assert(RACE_LENT(item, item) == item);
}

static void use_box(char *box)
{
	RACE_CALL(use_box);
	RACE_USE(box, box, RACE_SELF);
}

static void use_shelf(char *shelf)
{
	RACE_CALL(use_shelf);
	RACE_USE(shelf, shelf, RACE_SELF);
}

static void use_item(char *item)
{
	RACE_CALL(use_item);
	RACE_USE(item, item, RACE_SELF);
}

static void use_two(char *box, char *other)
{
	RACE_CALL(use_two);
	RACE_USE(box, box, RACE_SELF);
	RACE_USE(box, other, RACE_ARGUMENT);
}

static void put(char *box, char *item)
{
	RACE_CALL(put);
	RACE_USE(box, box, RACE_SELF);
	RACE_USE(item, item, RACE_ARGUMENT);
}

static void destroy(char *box)
{
	RACE_CALL(destroy);
	RACE_USE(box, box, RACE_DESTROYED);
}

#define TELLS(call)                                                                                \
	do {                                                                                       \
		unsigned long before = guardgen_race_violations();                                 \
                                                                                                   \
		call;                                                                              \
		assert(guardgen_race_violations() == before + 1);                                  \
	} while (0)

#define IS_SILENT(call)                                                                            \
	do {                                                                                       \
		unsigned long before = guardgen_race_violations();                                 \
                                                                                                   \
		call;                                                                              \
		assert(guardgen_race_violations() == before);                                      \
	} while (0)

/* A thread that is inside box 0 or item 0 until the barrier. */
static pthread_barrier_t barrier;

static void *stay_in_box(void *box)
{
	RACE_CALL(stay_in_box);
	RACE_USE(box, box, RACE_SELF);
	pthread_barrier_wait(&barrier);
	pthread_barrier_wait(&barrier);
	return NULL;
}

static void *stay_in_item(void *item)
{
	RACE_CALL(stay_in_item);
	RACE_USE(item, item, RACE_SELF);
	pthread_barrier_wait(&barrier);
	pthread_barrier_wait(&barrier);
	return NULL;
}

static pthread_t send(void *(*stay)(void *), void *object)
{
	pthread_t thread;

	assert(!pthread_create(&thread, NULL, stay, object));
	pthread_barrier_wait(&barrier);
	return thread;
}

static void let_out(pthread_t thread)
{
	pthread_barrier_wait(&barrier);
	assert(!pthread_join(thread, NULL));
}

static void test_same_object_twice_in_a_call(void)
{
	make(boxes[0]);
	IS_SILENT(use_two(boxes[0], boxes[0]));
	IS_SILENT(use_two(boxes[0], NULL));
	lend_shelf(boxes[0], shelves[0]);
	lend_item(shelves[0], items[0]);
	IS_SILENT(put(boxes[0], items[0]));
}

static void test_owner_of_owner(void)
{
	pthread_t thread = send(stay_in_box, boxes[0]);

	TELLS(use_item(items[0]));
	TELLS(use_shelf(shelves[0]));
	let_out(thread);
	thread = send(stay_in_item, items[0]);
	TELLS(use_item(items[0]));
	TELLS(use_shelf(shelves[0]));
	TELLS(use_box(boxes[0]));
	TELLS(destroy(boxes[0]));
	let_out(thread);
	TELLS(use_item(items[0]));
	TELLS(use_shelf(shelves[0]));
}

static void test_beside_each_other(void)
{
	pthread_t thread;

	for (int i = 1; i < 3; i++) {
		make(boxes[i]);
		lend_shelf(boxes[i], shelves[i]);
	}
	lend_item(shelves[1], items[1]);
	lend_item(shelves[1], items[2]);
	thread = send(stay_in_item, items[1]);
	IS_SILENT(use_item(items[2]));
	IS_SILENT(use_box(boxes[2]));
	IS_SILENT(use_shelf(shelves[2]));
	let_out(thread);
	IS_SILENT(use_item(items[1]));
}

static void test_two_kinds_at_one_address(void)
{
	make(boxes[3]);
	make(boxes[4]);
	destroy(boxes[3]);
	lend_shelf(boxes[4], boxes[3]);
	IS_SILENT(use_shelf(boxes[3]));
	TELLS(use_box(boxes[3]));
	make(boxes[3]);
	IS_SILENT(use_box(boxes[3]));
	IS_SILENT(use_shelf(boxes[3]));
}

static void test_reborn_while_the_destroyer_is_inside(void)
{
	struct race_call call;
	static struct race_function function = {.name = "slow_destroy"};

	make(boxes[5]);
	race_begin(&call, &function);
	race_use(&call, &race_kind_box, boxes[5], RACE_DESTROYED);
	call.thread->depth--; /* so that the next calls count as those of another thread */
	make(boxes[5]);
	IS_SILENT(use_box(boxes[5]));
	call.thread->depth++;
	IS_SILENT(race_end(&call));
	IS_SILENT(use_box(boxes[5]));
}

static void test_made_unseen(void)
{
	IS_SILENT(use_box(boxes[6]));
	IS_SILENT(destroy(boxes[6]));
	TELLS(use_box(boxes[6]));
	assert(guardgen_race_live_objects("item") == 0);
}

int main(void)
{
	assert(!pthread_barrier_init(&barrier, NULL, 2));
	test_same_object_twice_in_a_call();
	test_owner_of_owner();
	test_beside_each_other();
	test_two_kinds_at_one_address();
	test_reborn_while_the_destroyer_is_inside();
	test_made_unseen();
	printf("done\n");
	return 0;
}
