/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Shared by the rooms of stage 4. Each refuses on its own; none changes anything. */
#ifndef GUARDGEN_CHECK_H
#define GUARDGEN_CHECK_H

#include "diagnostic.h"
#include "plan.h"

/* Rooms, in the order they are asked. */
void check_coverage(const struct plan *plan);
void check_names(const struct plan *plan);
void check_structure(const struct plan *plan, const struct structure *structure);
void check_role(const struct function *function);
void check_global(const struct plan *plan);
void check_unlocked(const struct plan *plan);
void check_guards(const struct function *function);
void check_borrowing(const struct function *function);
void check_arrays(const struct function *function);
void check_failure(const struct function *function);
void check_converting(const struct plan *plan, const struct function *function);
void check_method(const struct plan_method *method);
void check_class_values(const struct plan_class *class);
void check_module_values(const struct plan *plan);

/* Where the word is said, else the fallback. */
const struct place *place_of_word(const struct words *words, enum word_id id,
				  const struct place *fallback);
const struct place *function_word(const struct function *function, enum word_id id);
const struct place *parameter_word(const struct parameter *parameter, enum word_id id);
const struct place *structure_word(const struct structure *structure, enum word_id id);

/* Whether Python ever calls it. */
bool is_bound(const struct function *function);

/* The only parameter, if it is a pointer to that struct; NULL if not. */
const struct parameter *only_parameter(const struct function *function,
				       const struct structure *structure);

/* Whether it is guarded by a mutex, of its own or for the whole library; NULL is not. */
bool has_mutex(const struct structure *structure);

bool is_count(const struct type *type);
bool is_integer(const struct type *type);

#endif
