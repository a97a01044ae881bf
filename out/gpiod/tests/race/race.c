/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * The objects, and the threads inside them.
 *
 * An object is identified by its address and kind. A destroyed address stays destroyed until the
 * library returns it again, for another object of the next generation. Records are never freed, so
 * that every use of a stale pointer is found.
 */
#define _GNU_SOURCE
#include "race.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>

#define SHARDS  32 /* fork() holds all their locks, and ThreadSanitizer knows 64 at once */
#define BUCKETS 2048
#define CHUNK   256 /* records that are allocated at once */

struct race_record {
	struct race_record *next;
	const void *address;
	struct race_kind *kind;
	struct race_use *uses; /* by calls in progress */
	uint64_t generation;
	struct race_record *owner; /* of which it is a part */
	uint64_t owner_generation;
	bool destroyed;
	bool counted;
	struct race_trace destroyer;
};

/* Several locks: with a single one, threads would wait for it instead of racing. */
static struct shard {
	_Alignas(64) pthread_mutex_t lock;
	struct race_record *fresh, *fresh_end;
	struct race_record *buckets[BUCKETS];
} shards[SHARDS];

static uint64_t hash(const void *address, const struct race_kind *kind)
{
	return (((uintptr_t)address >> 4) ^ (uintptr_t)kind) * UINT64_C(0x9e3779b97f4a7c15);
}

static struct shard *shard_of(const void *address, const struct race_kind *kind)
{
	return &shards[hash(address, kind) >> 59];
}

/* From mmap(), so as not to change how the program's heap reuses addresses. */
static struct race_record *new_record(struct shard *shard)
{
	const size_t size = CHUNK * sizeof(*shard->fresh);

	if (shard->fresh == shard->fresh_end) {
		shard->fresh = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
				    -1, 0);
		if (shard->fresh == MAP_FAILED)
			race_fail("no memory for another %d objects", CHUNK);
		shard->fresh_end = shard->fresh + CHUNK;
	}
	return shard->fresh++;
}

static void count(struct race_record *record, bool live)
{
	if (record->counted != live)
		atomic_fetch_add_explicit(&record->kind->live, live ? 1 : -1, memory_order_relaxed);
	record->counted = live;
}

/* From now on another object, with which calls inside the former one do not conflict. */
static void renew(struct race_record *record, struct race_record *owner, uint64_t owner_generation)
{
	record->generation++;
	record->destroyed = false;
	record->uses = NULL;
	record->owner = owner;
	record->owner_generation = owner_generation;
	count(record, !owner);
	if (!owner)
		atomic_fetch_add_explicit(&record->kind->known, 1, memory_order_relaxed);
}

/* With the shard locked. A record that is new is of generation 0. */
static struct race_record *find(struct shard *shard, const void *address, struct race_kind *kind)
{
	struct race_record **bucket = &shard->buckets[(hash(address, kind) >> 48) % BUCKETS];
	struct race_record *record;

	for (record = *bucket; record; record = record->next) {
		if (record->address == address && record->kind == kind)
			return record;
	}
	record = new_record(shard);
	record->address = address;
	record->kind = kind;
	record->next = *bucket;
	*bucket = record;
	return record;
}

/* Two threads may use two parts of an object, if none uses the object itself. */
static bool conflict(const struct race_use *a, const struct race_use *b)
{
	return a->call != b->call && !(a->role == RACE_OWNER && b->role == RACE_OWNER);
}

/* The violation that a use is, if any, and the other call involved. With the shard locked. */
static enum race_violation judge(const struct race_use *use, struct race_trace *there)
{
	const struct race_record *record = use->record;
	const struct race_use *other = record->uses;

	if (record->destroyed) {
		*there = record->destroyer;
		if (use->role == RACE_OWNER)
			return RACE_PART_AFTER_OWNER;
		return use->role == RACE_DESTROYED ? RACE_DOUBLE_DESTROY : RACE_USE_AFTER_DESTROY;
	}
	while (other && !conflict(use, other))
		other = other->next;
	if (!other)
		return RACE_NONE;
	*there = other->call->trace;
	return use->role == RACE_OWNER || other->role == RACE_OWNER ? RACE_PART_DURING_OWNER
								    : RACE_TWO_THREADS;
}

static void enter(struct race_use *use)
{
	struct race_record *record = use->record;

	use->next = record->uses;
	record->uses = use;
	/* Before the library frees it, because another thread may then get the address. */
	if (use->role == RACE_DESTROYED && !record->destroyed) {
		record->destroyed = true;
		record->destroyer = use->call->trace;
		count(record, false);
	}
}

static struct race_use *next_use(struct race_call *call, enum race_role role)
{
	struct race_use *use = &call->uses[call->length++];

	if (call->length > RACE_USES)
		race_fail("%s() has too many objects: raise RACE_USES", call->function->name);
	use->call = call;
	use->role = role;
	return use;
}

/* One use of a part is a use of its owner as well, and of the owner's. */
static void use_owners(struct race_call *call, struct race_record *owner, uint64_t generation)
{
	while (owner) {
		struct race_use *use = next_use(call, RACE_OWNER);
		struct shard *shard = shard_of(owner->address, owner->kind);
		enum race_violation violation;
		struct race_trace there = {0};

		pthread_mutex_lock(&shard->lock);
		use->record = owner;
		violation = judge(use, &there);
		if (!violation && owner->generation != generation)
			violation = RACE_PART_AFTER_OWNER;
		enter(use);
		generation = owner->owner_generation;
		owner = owner->owner;
		pthread_mutex_unlock(&shard->lock);
		if (violation)
			race_report(violation, &call->trace, there.function ? &there : NULL,
				    use->record->kind, use->record->address);
	}
}

__attribute__((noinline)) void race_begin(struct race_call *call, struct race_function *function)
{
	call->error = errno;
	call->function = function;
	call->thread = race_thread();
	call->length = 0;
	call->checked = call->thread->depth++ == 0;
	if (call->checked) {
		race_count_call(call->thread);
		race_trace_take(&call->trace, call, __builtin_return_address(0));
	}
}

void race_use(struct race_call *call, struct race_kind *kind, const void *object,
	      enum race_role role)
{
	struct shard *shard = shard_of(object, kind);
	enum race_violation violation;
	struct race_trace there;
	struct race_record *owner;
	uint64_t owner_generation;
	struct race_use *use;

	if (!call->checked)
		return;
	if (!object) {
		if (role == RACE_SELF || role == RACE_LENDER)
			race_report(RACE_NULL, &call->trace, NULL, kind, NULL);
		return;
	}
	use = next_use(call, role);
	pthread_mutex_lock(&shard->lock);
	use->record = find(shard, object, kind);
	if (!use->record->generation) /* its creation was not seen: assume that it is alive */
		renew(use->record, NULL, 0);
	violation = judge(use, &there);
	enter(use);
	owner = use->record->owner;
	owner_generation = use->record->owner_generation;
	pthread_mutex_unlock(&shard->lock);
	if (violation)
		race_report(violation, &call->trace, &there, kind, object);
	use_owners(call, owner, owner_generation);
}

/* Report violations of this call, then return the library's own function. */
void *race_real(struct race_call *call)
{
	void *real = atomic_load_explicit(&call->function->real, memory_order_relaxed);

	if (!real) {
		real = dlsym(RTLD_NEXT, call->function->name);
		if (!real)
			race_fail("the library that is loaded has no %s()", call->function->name);
		atomic_store_explicit(&call->function->real, real, memory_order_relaxed);
	}
	if (call->checked)
		race_delay(call->thread);
	errno = call->error;
	return real;
}

void *race_created(struct race_call *call, struct race_kind *kind, void *object)
{
	struct shard *shard = shard_of(object, kind);

	if (!call->checked || !object)
		return object;
	pthread_mutex_lock(&shard->lock);
	renew(find(shard, object, kind), NULL, 0);
	pthread_mutex_unlock(&shard->lock);
	return object;
}

void *race_lent(struct race_call *call, struct race_kind *kind, void *object)
{
	struct shard *shard = shard_of(object, kind), *owners;
	struct race_record *owner = NULL;
	uint64_t generation;

	for (unsigned int i = 0; i < call->length && !owner; i++)
		owner = call->uses[i].role == RACE_LENDER ? call->uses[i].record : NULL;
	if (!call->checked || !object || !owner)
		return object;
	owners = shard_of(owner->address, owner->kind);
	pthread_mutex_lock(&owners->lock);
	generation = owner->generation;
	pthread_mutex_unlock(&owners->lock);
	pthread_mutex_lock(&shard->lock);
	renew(find(shard, object, kind), owner, generation);
	pthread_mutex_unlock(&shard->lock);
	return object;
}

static void leave(struct race_use *use)
{
	struct shard *shard = shard_of(use->record->address, use->record->kind);
	struct race_use **link = &use->record->uses;

	pthread_mutex_lock(&shard->lock);
	while (*link && *link != use)
		link = &(*link)->next;
	if (*link) /* unless the record is of a new object by now */
		*link = use->next;
	pthread_mutex_unlock(&shard->lock);
}

void race_end(struct race_call *call)
{
	int error = errno;

	if (call->checked) {
		race_delay(call->thread);
		while (call->length > 0)
			leave(&call->uses[--call->length]);
	}
	call->thread->depth--;
	errno = error;
}

/* fork() takes all locks. In the child, no call is in progress: it has only the one thread. */
static void before_fork(void)
{
	for (size_t i = 0; i < SHARDS; i++)
		pthread_mutex_lock(&shards[i].lock);
	race_report_lock();
}

static void after_fork(void)
{
	race_report_unlock();
	for (size_t i = 0; i < SHARDS; i++)
		pthread_mutex_unlock(&shards[i].lock);
}

static void forget_uses(struct shard *shard)
{
	for (size_t i = 0; i < BUCKETS; i++) {
		for (struct race_record *record = shard->buckets[i]; record; record = record->next)
			record->uses = NULL;
	}
}

static void after_fork_in_child(void)
{
	for (size_t i = 0; i < SHARDS; i++)
		forget_uses(&shards[i]);
	race_thread_forked();
	race_report_forked();
	after_fork();
}

__attribute__((constructor)) static void setup(void)
{
	for (size_t i = 0; i < SHARDS; i++)
		pthread_mutex_init(&shards[i].lock, NULL);
	race_report_setup();
	race_thread_setup();
	pthread_atfork(before_fork, after_fork, after_fork_in_child);
}
