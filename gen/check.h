/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Internal to stage 4. Each check reports on its own; none changes anything. */
#ifndef GUARDGEN_CHECK_H
#define GUARDGEN_CHECK_H

#include "diagnostic.h"
#include "plan.h"

/* The checks, in the order they run. */
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

/* The location of the annotation, or the fallback if there is none. */
const struct place *place_of_word(const struct words *words, enum word_id id,
				  const struct place *fallback);
const struct place *function_word(const struct function *function, enum word_id id);
const struct place *parameter_word(const struct parameter *parameter, enum word_id id);
const struct place *structure_word(const struct structure *structure, enum word_id id);

/* Whether it is exported to Python. */
bool is_bound(const struct function *function);

/* The only parameter, if it is a pointer to that struct; NULL if not. */
const struct parameter *only_parameter(const struct function *function,
				       const struct structure *structure);

/* Whether its guard is a mutex, its own or the library's; false for NULL. */
bool has_mutex(const struct structure *structure);

bool is_count(const struct type *type);
bool is_integer(const struct type *type);

#endif
