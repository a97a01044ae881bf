/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Internal to stage 3. */
#ifndef GUARDGEN_PLANNER_H
#define GUARDGEN_PLANNER_H

#include "convert.h"

/* `class` is NULL for a function of the module. */
struct plan_method *plan_method(const struct plan *plan, const struct plan_class *class,
				const struct function *function);

/* The parts of a method, in the order in which they are planned. */
void plan_parameters(struct plan_method *method, const struct scope *scope);
void plan_scratch(struct plan_method *method);
void plan_arguments(struct plan_method *method, const struct scope *scope);
void plan_result(struct plan_method *method, const struct scope *scope);

/* The parameter that stands for the method's own object. */
const struct parameter *self_parameter(const struct function *function);

/* The values that a new handle keeps, from a converter or from the caller, as further arguments. */
const char *plan_kept(struct plan_method *method, const struct plan_class *made);

/* A condition on `result`; NULL if the function cannot fail. */
const char *failed_when(const struct function *function);

/* How failure of the destroyer is detected. */
void plan_destroyer(struct plan_class *class);

struct plan_constant *plan_constant(const struct plan *plan, const struct function *function);
struct plan_field *plan_field(const struct plan *plan, const struct plan_class *class,
			      const struct function *function);

/* Order a snapshot's fields as in fields(), and split its str() format. */
void finish_snapshot(struct plan_class *class);

/* Decide whether the module can run without the GIL. */
void plan_gil(struct plan *plan);

/* The array that the function writes; NULL if there is none. */
struct plan_out_array *plan_out_array(const struct function *function, const char *native);
struct parameter *out_array_parameter(const struct function *function);

/* The struct whose class the function belongs to; NULL if it has none. */
const struct structure *class_structure(const struct function *function);

#endif
