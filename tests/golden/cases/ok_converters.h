/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Converters wherever there can be one, with arguments that are named as C names its own things. */
#define LIBRARY                                                                                    \
	struct card;                                                                               \
	struct card *card_new(int number, unsigned int level);                                     \
	void card_free(struct card *card);                                                         \
	struct loan;                                                                               \
	void loan_end(struct loan *loan);                                                          \
	struct loan *loan_find(const char *name);                                                  \
	int card_stamp(struct card *card, struct card *with, int day);                             \
	int shelf_rank(int number, int day);
#include "lib/shelf.h"
#include "lib/words.h"

struct GG_HANDLE(mutex, Shelf, shelf_close)
	PACKAGE
	CLOSABLE
	GG_SUBCLASSABLE
	GG_CONVERTERS("converters/ok_converters.h")
	shelf;
struct shelf *shelf_open(const char *path GG_CONVERT(path_of) GG_TYPE("Path | str"))
	GG_CONSTRUCTOR GG_DETACHES GG_FAILS(NULL) GG_SUMMARY("Open a shelf.");
CLOSE

struct GG_HANDLE(critical_section, Card, card_free) GG_SUMMARY("A \"card\".") card;
struct GG_HANDLE(mutex, Loan, loan_end)
	GG_CLOSED_ERROR(exception.LoanEndedError)
	GG_KEEPS(name, "str")
	GG_SUMMARY("A loan.")
	loan;

struct card *card_new(int number GG_FILLED_BY(int), unsigned int level GG_FILLED_BY(int))
	GG_ARGUMENT(int, new_card, "int | str", "its number, a \"#\" perhaps before it")
	GG_CONSTRUCTOR GG_FAILS(NULL) GG_SUMMARY("A new card.");
void card_free(struct card *card) GG_DESTROYS(card);
int card_stamp(struct card *with GG_FILLED_BY(stamp), struct card *card, int day GG_FILLED_BY(stamp))
	GG_ARGUMENT(stamp, stamp, "str = \"\\\\\"", "which; a new card is stamped with it")
	GG_METHOD(stamp) GG_HOLDS(card) GG_FAILS(-1) GG_SUMMARY("Stamp it.");
void loan_end(struct loan *loan) GG_CLOSER(end) GG_DESTROYS(loan) GG_SUMMARY("End it.");
struct loan *loan_find(const char *whose GG_FILLED_BY(name)) GG_FILLED_BY(name)
	GG_ARGUMENT(name, wanted_loan, "str", "whose")
	GG_FUNCTION(find_loan) GG_DETACHES GG_FAILS(NULL) GG_SUMMARY("Find it.");
int shelf_rank(int number GG_FILLED_BY(rank), int day GG_CONVERT(day_of) GG_TYPE("str"))
	GG_ARGUMENT(rank, rank_of_ARG, "str", "of what")
	GG_FUNCTION(rank) GG_TYPE("int") GG_SUMMARY("Tell the rank.");
