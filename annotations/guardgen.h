/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * The annotations. README.md next to this file is their reference.
 *
 * Each is an attribute: annotate(), which guardgen reads through libclang. Those about guards have
 * a second attribute of clang's Thread Safety Analysis, so that the same header proves the
 * generated C when it is compiled with -Wthread-safety. No other compiler needs this file.
 */
#ifndef GUARDGEN_H
#define GUARDGEN_H

#define GG_WORD(text) __attribute__((annotate("guardgen:" text)))
#define GG_CAPABILITY __attribute__((capability("guard")))

/*
 * Each macro stringizes its own arguments: passed on to another macro they would be expanded first,
 * and NULL, linux or unix would not arrive as written.
 */

/* The whole header: once, on any struct. */
#define GG_PACKAGE(name, version, description)                                                     \
	GG_WORD("package(" #name "," #version "," description ")")
#define GG_LIBRARY(pkg_config, version) GG_WORD("library(" #pkg_config "," #version ")")
#define GG_CONVERTERS(file)             GG_WORD("converters(" file ")")
#define GG_NAMES(...)                   GG_WORD("names(" #__VA_ARGS__ ")")
#define GG_ERRNO(code, exception)       GG_WORD("errno(" #code "," #exception ")")

/* Structs. */
#define GG_HANDLE(guard, name, destroyer)                                                          \
	GG_WORD("handle(" #guard "," #name "," #destroyer ")") GG_CAPABILITY
#define GG_SNAPSHOT(name, destroyer)   GG_WORD("snapshot(" #name "," #destroyer ")")
#define GG_SCRATCH(element, destroyer) GG_WORD("scratch(" #element "," #destroyer ")")
#define GG_OWNED_BY(owner, copy)       GG_WORD("owned_by(" #owner "," #copy ")")
#define GG_MODULE(module)              GG_WORD("module(" #module ")")
#define GG_CLOSED_ERROR(exception)     GG_WORD("closed_error(" #exception ")")
#define GG_CONTEXT_MANAGER             GG_WORD("context_manager")
#define GG_TRUTH                       GG_WORD("truth")
#define GG_SUBCLASSABLE                GG_WORD("subclassable")
#define GG_FILENO(constant)            GG_WORD("fileno(" #constant ")")
#define GG_LOCKED                      GG_WORD("locked")
#define GG_KEEPS(name, type)           GG_WORD("keeps(" #name "," type ")")
#define GG_ADDS(signature, summary)    GG_WORD("adds(" signature "\n" summary ")")
#define GG_FIELDS(...)                 GG_WORD("fields(" #__VA_ARGS__ ")")
#define GG_STR(format)                 GG_WORD("str(" format ")")

/* Functions: their role in Python. */
#define GG_CONSTRUCTOR           GG_WORD("constructor")
#define GG_METHOD(name)          GG_WORD("method(" #name ")")
#define GG_CLOSER(name)          GG_WORD("closer(" #name ")")
#define GG_CONSTANT(name)        GG_WORD("constant(" #name ")")
#define GG_FIELD(name)           GG_WORD("field(" #name ")")
#define GG_FUNCTION(name)        GG_WORD("function(" #name ")")
#define GG_MODULE_CONSTANT(name) GG_WORD("module_constant(" #name ")")
#define GG_HELPER                GG_WORD("helper")
#define GG_SKIP(reason)          GG_WORD("skip(" reason ")")

/* Functions: what they do. */
#define GG_HOLDS(...)                                                                              \
	GG_WORD("holds(" #__VA_ARGS__ ")") __attribute__((requires_capability(__VA_ARGS__)))
#define GG_DESTROYS(handle)                                                                        \
	GG_WORD("destroys(" #handle ")") __attribute__((release_capability(handle)))
#define GG_DETACHES              GG_WORD("detaches")
#define GG_WAITS(fd_getter)      GG_WORD("waits(" #fd_getter ")")
#define GG_READS(fd_getter)      GG_WORD("reads(" #fd_getter ")")
#define GG_FAILS(value)          GG_WORD("fails(" #value ")")
#define GG_CACHED                GG_WORD("cached")
#define GG_BORROWED_FROM(param)  GG_WORD("borrowed_from(" #param ")")
#define GG_RETURNS_LENGTH(param) GG_WORD("returns_length(" #param ")")
#define GG_SINCE(version)        GG_WORD("since(" version ")")
#define GG_ARGUMENT(name, converter, type, summary)                                                \
	GG_WORD("argument(" #name "," #converter "," type "\n" summary ")")

/* Parameters, and results where it is on a function. */
#define GG_NAME(name)               GG_WORD("name(" #name ")")
#define GG_CONVERT(converter)       GG_WORD("convert(" #converter ")")
#define GG_FILLED_BY(argument)      GG_WORD("filled_by(" #argument ")")
#define GG_TYPE(type)               GG_WORD("type(" type ")")
#define GG_OUT                      GG_WORD("out")
#define GG_COUNT_OF(array)          GG_WORD("count_of(" #array ")")
#define GG_MAXIMUM(number)          GG_WORD("maximum(" #number ")")
#define GG_LENGTH_FROM(function)    GG_WORD("length_from(" #function ")")
#define GG_NULLABLE                 GG_WORD("nullable")
#define GG_BY_COPY(copy)            GG_WORD("by_copy(" #copy ")")
#define GG_MADE_BY(maker, capacity) GG_WORD("made_by(" #maker "," #capacity ")")

/* Enums, annotated through a typedef because C cannot redeclare them. */
#define GG_ENUM(module, name, prefix) GG_WORD("enum(" #module "," #name "," #prefix ")")
#define GG_MEMBER(name, summary)      GG_WORD("member(" #name "," summary ")")
#define GG_NOT_MEMBER(name, reason)   GG_WORD("not_member(" #name "," reason ")")
#define GG_TRUE(name)                 GG_WORD("true(" #name ")")

/* Anything. */
#define GG_SUMMARY(text) GG_WORD("summary(" text ")")

#endif
