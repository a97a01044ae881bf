/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Generated from gpiod.h, as annotated for gpiod: do not edit. Change the
 * annotations or the templates and run `guardgen generate`.
 */
#ifndef MODULE_H
#define MODULE_H

#include "runtime/gg_python.h" /* first: Python.h must come before the system's headers */

#include <gpiod.h>

#include "runtime/gg_capability.h"

typedef struct module_state module_state;

/* Handles: Python objects that wrap an object of the library, and that threads may share. */

typedef struct ChipObject {
	PyObject_HEAD
	struct gpiod_chip *native; /* under the guard; NULL when closed */
	gg_handle handle;
	module_state *state; /* of the module, which the type keeps alive */
	PyObject *weakrefs;
	_Atomic bool constructed;
	PyObject *path; /* never changes */
	int fd; /* never changes */
	_Atomic(PyObject *) info; /* the first result of get_info(); then never changes */
} ChipObject;

typedef struct LineSettingsObject {
	PyObject_HEAD
	struct gpiod_line_settings *native; /* under the guard */
	module_state *state; /* of the module, which the type keeps alive */
	PyObject *weakrefs;
} LineSettingsObject;

typedef struct LineConfigObject {
	PyObject_HEAD
	struct gpiod_line_config *native; /* under the guard */
	gg_handle handle;
	module_state *state; /* of the module, which the type keeps alive */
	PyObject *weakrefs;
} LineConfigObject;

typedef struct RequestConfigObject {
	PyObject_HEAD
	struct gpiod_request_config *native; /* under the guard */
	gg_handle handle;
	module_state *state; /* of the module, which the type keeps alive */
	PyObject *weakrefs;
} RequestConfigObject;

typedef struct LineRequestObject {
	PyObject_HEAD
	struct gpiod_line_request *native; /* under the guard; NULL when closed */
	gg_handle handle;
	module_state *state; /* of the module, which the type keeps alive */
	PyObject *weakrefs;
	PyObject *chip_name; /* never changes */
	size_t num_lines; /* never changes */
	PyObject *offsets; /* never changes */
	int fd; /* never changes */
	PyObject *lines; /* list[int | str]; never changes */
	PyObject *names; /* dict[str, int]; never changes */
	PyObject *event_capacity; /* int; never changes */
} LineRequestObject;

/* Snapshots: immutable values, read from an object of the library that has been freed since. */

typedef struct ChipInfoFields {
	PyObject *name;
	PyObject *label;
	size_t num_lines;
} ChipInfoFields;

typedef struct ChipInfoObject {
	PyObject_HEAD
	module_state *state;
	PyObject *weakrefs;
	ChipInfoFields fields;
} ChipInfoObject;

typedef struct LineInfoFields {
	unsigned int offset;
	PyObject *name;
	bool used;
	PyObject *consumer;
	enum gpiod_line_direction direction;
	bool active_low;
	enum gpiod_line_bias bias;
	enum gpiod_line_drive drive;
	enum gpiod_line_edge edge_detection;
	enum gpiod_line_clock event_clock;
	bool debounced;
	unsigned long debounce_period;
} LineInfoFields;

typedef struct LineInfoObject {
	PyObject_HEAD
	module_state *state;
	PyObject *weakrefs;
	LineInfoFields fields;
} LineInfoObject;

typedef struct InfoEventFields {
	enum gpiod_info_event_type event_type;
	uint64_t timestamp_ns;
	PyObject *line_info;
} InfoEventFields;

typedef struct InfoEventObject {
	PyObject_HEAD
	module_state *state;
	PyObject *weakrefs;
	InfoEventFields fields;
} InfoEventObject;

typedef struct EdgeEventFields {
	enum gpiod_edge_event_type event_type;
	uint64_t timestamp_ns;
	unsigned int line_offset;
	unsigned long global_seqno;
	unsigned long line_seqno;
} EdgeEventFields;

typedef struct EdgeEventObject {
	PyObject_HEAD
	module_state *state;
	PyObject *weakrefs;
	EdgeEventFields fields;
} EdgeEventObject;

/* Initialized while the module is imported, read-only afterwards. */
struct module_state {
	gg_runtime runtime;
	struct {
		PyObject *direction;
		PyObject *edge_detection;
		PyObject *bias;
		PyObject *drive;
		PyObject *active_low;
		PyObject *debounce_period;
		PyObject *event_clock;
		PyObject *output_value;
		PyObject *total_seconds;
		PyObject *line_offset_from_id;
		PyObject *items;
		PyObject *close;
		PyObject *release;
	} names; /* of attributes */
	gg_enum line_value;
	gg_enum line_direction;
	gg_enum line_edge;
	gg_enum line_bias;
	gg_enum line_drive;
	gg_enum line_clock;
	gg_enum info_event_type;
	gg_enum edge_event_type;
	PyObject *chip_closed_error;
	PyObject *request_released_error;
	PyTypeObject *Chip_type;
	PyTypeObject *ChipInfo_type;
	PyTypeObject *LineInfo_type;
	PyTypeObject *LineSettings_type;
	PyTypeObject *LineConfig_type;
	PyTypeObject *RequestConfig_type;
	PyTypeObject *LineRequest_type;
	PyTypeObject *InfoEvent_type;
	PyTypeObject *EdgeEvent_type;
};

/* What to raise for errno; ends with 0. */
extern const gg_errno_exception module_errors[];

static inline int line_value_from_python(const module_state *state, PyObject *arg,
					 enum gpiod_line_value *value)
{
	int number;

	if (gg_enum_from_python(&state->line_value, arg, &number))
		return -1;
	*value = (enum gpiod_line_value)number;
	return 0;
}

static inline int line_value_from_value(const module_state *state, PyObject *arg,
					enum gpiod_line_value *value)
{
	int number;

	if (gg_enum_from_value(&state->line_value, arg, &number))
		return -1;
	*value = (enum gpiod_line_value)number;
	return 0;
}

static inline int line_value_item(PyObject *arg, void *item, const void *state)
{
	return line_value_from_python(state, arg, item);
}

static inline PyObject *line_value_to_python(const module_state *state, enum gpiod_line_value value)
{
	return gg_enum_to_python(&state->line_value, (int)value);
}

PyObject *line_value_list(const module_state *state, const enum gpiod_line_value *values,
			  size_t count);

static inline int line_direction_from_python(const module_state *state, PyObject *arg,
					     enum gpiod_line_direction *value)
{
	int number;

	if (gg_enum_from_python(&state->line_direction, arg, &number))
		return -1;
	*value = (enum gpiod_line_direction)number;
	return 0;
}

static inline int line_direction_from_value(const module_state *state, PyObject *arg,
					    enum gpiod_line_direction *value)
{
	int number;

	if (gg_enum_from_value(&state->line_direction, arg, &number))
		return -1;
	*value = (enum gpiod_line_direction)number;
	return 0;
}

static inline int line_direction_item(PyObject *arg, void *item, const void *state)
{
	return line_direction_from_python(state, arg, item);
}

static inline PyObject *line_direction_to_python(const module_state *state,
						 enum gpiod_line_direction value)
{
	return gg_enum_to_python(&state->line_direction, (int)value);
}

PyObject *line_direction_list(const module_state *state, const enum gpiod_line_direction *values,
			      size_t count);

static inline int line_edge_from_python(const module_state *state, PyObject *arg,
					enum gpiod_line_edge *value)
{
	int number;

	if (gg_enum_from_python(&state->line_edge, arg, &number))
		return -1;
	*value = (enum gpiod_line_edge)number;
	return 0;
}

static inline int line_edge_from_value(const module_state *state, PyObject *arg,
				       enum gpiod_line_edge *value)
{
	int number;

	if (gg_enum_from_value(&state->line_edge, arg, &number))
		return -1;
	*value = (enum gpiod_line_edge)number;
	return 0;
}

static inline int line_edge_item(PyObject *arg, void *item, const void *state)
{
	return line_edge_from_python(state, arg, item);
}

static inline PyObject *line_edge_to_python(const module_state *state, enum gpiod_line_edge value)
{
	return gg_enum_to_python(&state->line_edge, (int)value);
}

PyObject *line_edge_list(const module_state *state, const enum gpiod_line_edge *values,
			 size_t count);

static inline int line_bias_from_python(const module_state *state, PyObject *arg,
					enum gpiod_line_bias *value)
{
	int number;

	if (gg_enum_from_python(&state->line_bias, arg, &number))
		return -1;
	*value = (enum gpiod_line_bias)number;
	return 0;
}

static inline int line_bias_from_value(const module_state *state, PyObject *arg,
				       enum gpiod_line_bias *value)
{
	int number;

	if (gg_enum_from_value(&state->line_bias, arg, &number))
		return -1;
	*value = (enum gpiod_line_bias)number;
	return 0;
}

static inline int line_bias_item(PyObject *arg, void *item, const void *state)
{
	return line_bias_from_python(state, arg, item);
}

static inline PyObject *line_bias_to_python(const module_state *state, enum gpiod_line_bias value)
{
	return gg_enum_to_python(&state->line_bias, (int)value);
}

PyObject *line_bias_list(const module_state *state, const enum gpiod_line_bias *values,
			 size_t count);

static inline int line_drive_from_python(const module_state *state, PyObject *arg,
					 enum gpiod_line_drive *value)
{
	int number;

	if (gg_enum_from_python(&state->line_drive, arg, &number))
		return -1;
	*value = (enum gpiod_line_drive)number;
	return 0;
}

static inline int line_drive_from_value(const module_state *state, PyObject *arg,
					enum gpiod_line_drive *value)
{
	int number;

	if (gg_enum_from_value(&state->line_drive, arg, &number))
		return -1;
	*value = (enum gpiod_line_drive)number;
	return 0;
}

static inline int line_drive_item(PyObject *arg, void *item, const void *state)
{
	return line_drive_from_python(state, arg, item);
}

static inline PyObject *line_drive_to_python(const module_state *state, enum gpiod_line_drive value)
{
	return gg_enum_to_python(&state->line_drive, (int)value);
}

PyObject *line_drive_list(const module_state *state, const enum gpiod_line_drive *values,
			  size_t count);

static inline int line_clock_from_python(const module_state *state, PyObject *arg,
					 enum gpiod_line_clock *value)
{
	int number;

	if (gg_enum_from_python(&state->line_clock, arg, &number))
		return -1;
	*value = (enum gpiod_line_clock)number;
	return 0;
}

static inline int line_clock_from_value(const module_state *state, PyObject *arg,
					enum gpiod_line_clock *value)
{
	int number;

	if (gg_enum_from_value(&state->line_clock, arg, &number))
		return -1;
	*value = (enum gpiod_line_clock)number;
	return 0;
}

static inline int line_clock_item(PyObject *arg, void *item, const void *state)
{
	return line_clock_from_python(state, arg, item);
}

static inline PyObject *line_clock_to_python(const module_state *state, enum gpiod_line_clock value)
{
	return gg_enum_to_python(&state->line_clock, (int)value);
}

PyObject *line_clock_list(const module_state *state, const enum gpiod_line_clock *values,
			  size_t count);

static inline int info_event_type_from_python(const module_state *state, PyObject *arg,
					      enum gpiod_info_event_type *value)
{
	int number;

	if (gg_enum_from_python(&state->info_event_type, arg, &number))
		return -1;
	*value = (enum gpiod_info_event_type)number;
	return 0;
}

static inline int info_event_type_from_value(const module_state *state, PyObject *arg,
					     enum gpiod_info_event_type *value)
{
	int number;

	if (gg_enum_from_value(&state->info_event_type, arg, &number))
		return -1;
	*value = (enum gpiod_info_event_type)number;
	return 0;
}

static inline int info_event_type_item(PyObject *arg, void *item, const void *state)
{
	return info_event_type_from_python(state, arg, item);
}

static inline PyObject *info_event_type_to_python(const module_state *state,
						  enum gpiod_info_event_type value)
{
	return gg_enum_to_python(&state->info_event_type, (int)value);
}

PyObject *info_event_type_list(const module_state *state, const enum gpiod_info_event_type *values,
			       size_t count);

static inline int edge_event_type_from_python(const module_state *state, PyObject *arg,
					      enum gpiod_edge_event_type *value)
{
	int number;

	if (gg_enum_from_python(&state->edge_event_type, arg, &number))
		return -1;
	*value = (enum gpiod_edge_event_type)number;
	return 0;
}

static inline int edge_event_type_from_value(const module_state *state, PyObject *arg,
					     enum gpiod_edge_event_type *value)
{
	int number;

	if (gg_enum_from_value(&state->edge_event_type, arg, &number))
		return -1;
	*value = (enum gpiod_edge_event_type)number;
	return 0;
}

static inline int edge_event_type_item(PyObject *arg, void *item, const void *state)
{
	return edge_event_type_from_python(state, arg, item);
}

static inline PyObject *edge_event_type_to_python(const module_state *state,
						  enum gpiod_edge_event_type value)
{
	return gg_enum_to_python(&state->edge_event_type, (int)value);
}

PyObject *edge_event_type_list(const module_state *state, const enum gpiod_edge_event_type *values,
			       size_t count);

/* Chip (chip.c) */

/* Enter: while detached, and without any use of Python until Chip_leave(). */
static inline bool Chip_enter(ChipObject *self) GG_TRY_ACQUIRE(self->native) GG_NO_ANALYSIS
{
	return gg_enter(&self->handle);
}

static inline void Chip_leave(ChipObject *self) GG_RELEASE(self->native) GG_NO_ANALYSIS
{
	gg_leave(&self->handle);
}

static inline gg_target Chip_target(ChipObject *self)
{
	return (gg_target){&self->handle, self->state->chip_closed_error};
}

/* For the proof: no other thread can use this object yet, or any more. */
static inline void Chip_assert_unshared(struct gpiod_chip *native) GG_ASSERT(native) GG_NO_ANALYSIS
{
	(void)native;
}

/* A handle for an object of the library; takes ownership of it, and destroys it on error. */
PyObject *Chip_adopt(module_state *state, struct gpiod_chip *native);
int Chip_from_python(const module_state *state, PyObject *arg, ChipObject **object);
int Chip_ready(module_state *state, PyObject *module);

/* LineSettings (line_settings.c) */

/* Begin the critical section: nothing may detach until LineSettings_end(). */
static inline void LineSettings_begin(LineSettingsObject *self, gg_section *section)
	GG_ACQUIRE(self->native) GG_NO_ANALYSIS
{
	gg_section_begin(section, (PyObject *)self);
}

static inline void LineSettings_end(LineSettingsObject *self, gg_section *section)
	GG_RELEASE(self->native) GG_NO_ANALYSIS
{
	(void)self;
	gg_section_end(section);
}

/* For the proof: no other thread can use this object yet, or any more. */
static inline void LineSettings_assert_unshared(struct gpiod_line_settings *native)
	GG_ASSERT(native) GG_NO_ANALYSIS
{
	(void)native;
}

/* A handle for an object of the library; takes ownership of it, and destroys it on error. */
PyObject *LineSettings_adopt(module_state *state, struct gpiod_line_settings *native);
int LineSettings_from_python(const module_state *state, PyObject *arg, LineSettingsObject **object);
/* A copy for one call, taken under the guard. */
int LineSettings_copy_from_python(const module_state *state, PyObject *arg,
				  struct gpiod_line_settings **copy);
/* Destroy an object that was made for one call; does nothing for NULL. */
void LineSettings_discard(struct gpiod_line_settings *native);
int LineSettings_ready(module_state *state, PyObject *module);

/* LineConfig (line_config.c) */

/* Enter: while detached, and without any use of Python until LineConfig_leave(). */
static inline bool LineConfig_enter(LineConfigObject *self)
	GG_TRY_ACQUIRE(self->native) GG_NO_ANALYSIS
{
	return gg_enter(&self->handle);
}

static inline void LineConfig_leave(LineConfigObject *self) GG_RELEASE(self->native) GG_NO_ANALYSIS
{
	gg_leave(&self->handle);
}

static inline gg_target LineConfig_target(LineConfigObject *self)
{
	return (gg_target){&self->handle, NULL};
}

/* For the proof: no other thread can use this object yet, or any more. */
static inline void LineConfig_assert_unshared(struct gpiod_line_config *native)
	GG_ASSERT(native) GG_NO_ANALYSIS
{
	(void)native;
}

/* A handle for an object of the library; takes ownership of it, and destroys it on error. */
PyObject *LineConfig_adopt(module_state *state, struct gpiod_line_config *native);
int LineConfig_from_python(const module_state *state, PyObject *arg, LineConfigObject **object);
/* Destroy an object that was made for one call; does nothing for NULL. */
void LineConfig_discard(struct gpiod_line_config *native);
int LineConfig_ready(module_state *state, PyObject *module);

/* RequestConfig (request_config.c) */

/* Enter: while detached, and without any use of Python until RequestConfig_leave(). */
static inline bool RequestConfig_enter(RequestConfigObject *self)
	GG_TRY_ACQUIRE(self->native) GG_NO_ANALYSIS
{
	return gg_enter(&self->handle);
}

static inline void RequestConfig_leave(RequestConfigObject *self)
	GG_RELEASE(self->native) GG_NO_ANALYSIS
{
	gg_leave(&self->handle);
}

static inline gg_target RequestConfig_target(RequestConfigObject *self)
{
	return (gg_target){&self->handle, NULL};
}

/* For the proof: no other thread can use this object yet, or any more. */
static inline void RequestConfig_assert_unshared(struct gpiod_request_config *native)
	GG_ASSERT(native) GG_NO_ANALYSIS
{
	(void)native;
}

/* A handle for an object of the library; takes ownership of it, and destroys it on error. */
PyObject *RequestConfig_adopt(module_state *state, struct gpiod_request_config *native);
int RequestConfig_from_python(const module_state *state, PyObject *arg,
			      RequestConfigObject **object);
/* Destroy an object that was made for one call; does nothing for NULL. */
void RequestConfig_discard(struct gpiod_request_config *native);
int RequestConfig_ready(module_state *state, PyObject *module);

/* LineRequest (line_request.c) */

/* Enter: while detached, and without any use of Python until LineRequest_leave(). */
static inline bool LineRequest_enter(LineRequestObject *self)
	GG_TRY_ACQUIRE(self->native) GG_NO_ANALYSIS
{
	return gg_enter(&self->handle);
}

static inline void LineRequest_leave(LineRequestObject *self)
	GG_RELEASE(self->native) GG_NO_ANALYSIS
{
	gg_leave(&self->handle);
}

static inline gg_target LineRequest_target(LineRequestObject *self)
{
	return (gg_target){&self->handle, self->state->request_released_error};
}

/* For the proof: no other thread can use this object yet, or any more. */
static inline void LineRequest_assert_unshared(struct gpiod_line_request *native)
	GG_ASSERT(native) GG_NO_ANALYSIS
{
	(void)native;
}

/* A handle for an object of the library; takes ownership of it, and destroys it on error. */
PyObject *LineRequest_adopt(module_state *state, struct gpiod_line_request *native, PyObject *lines,
			    PyObject *names, PyObject *event_capacity);
int LineRequest_from_python(const module_state *state, PyObject *arg, LineRequestObject **object);
int LineRequest_ready(module_state *state, PyObject *module);

/* ChipInfo (chip_info.c) */
PyObject *ChipInfo_from_native(module_state *state, struct gpiod_chip_info *native);
int ChipInfo_as_object(const module_state *state, PyObject *arg, PyObject **object);
int ChipInfo_ready(module_state *state, PyObject *module);

/* LineInfo (line_info.c) */
PyObject *LineInfo_from_native(module_state *state, struct gpiod_line_info *native);
int LineInfo_as_object(const module_state *state, PyObject *arg, PyObject **object);
int LineInfo_ready(module_state *state, PyObject *module);

/* InfoEvent (info_event.c) */
PyObject *InfoEvent_from_native(module_state *state, struct gpiod_info_event *native);
int InfoEvent_as_object(const module_state *state, PyObject *arg, PyObject **object);
int InfoEvent_ready(module_state *state, PyObject *module);

/* EdgeEvent (edge_event.c) */
PyObject *EdgeEvent_from_native(module_state *state, struct gpiod_edge_event *native);
int EdgeEvent_as_object(const module_state *state, PyObject *arg, PyObject **object);
PyObject *EdgeEvent_list(module_state *state, struct gpiod_edge_event_buffer *owner, size_t count);
int EdgeEvent_ready(module_state *state, PyObject *module);

#endif
