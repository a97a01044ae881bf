/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Arguments that are converted together, into a handle of the call's own and what a loan keeps. */
#define LIBRARY                                                                                    \
	struct card;                                                                               \
	struct card *card_new(void);                                                               \
	void card_free(struct card *card);                                                         \
	struct loan;                                                                               \
	void loan_end(struct loan *loan);                                                          \
	struct loan *shelf_lend(struct shelf *shelf, struct card *card);
#include "lib/shelf.h"
#include "lib/words.h"

struct GG_HANDLE(mutex, Shelf, shelf_close) PACKAGE CLOSABLE GG_CONVERTERS("converters/ok_filled.h") shelf;
OPEN
CLOSE

struct GG_HANDLE(mutex, Card, card_free) GG_SUMMARY("A card.") card;
struct GG_HANDLE(mutex, Loan, loan_end)
	GG_CLOSED_ERROR(exception.LoanEndedError)
	GG_KEEPS(titles, "list[str]")
	GG_KEEPS(_days, "int")
	GG_SUMMARY("A loan.")
	loan;

struct card *card_new(void) GG_CONSTRUCTOR GG_FAILS(NULL) GG_SUMMARY("A new card.");
void card_free(struct card *card) GG_DESTROYS(card);
void loan_end(struct loan *loan) GG_CLOSER(end) GG_DESTROYS(loan) GG_SUMMARY("End it.");
struct loan *shelf_lend(struct shelf *shelf, struct card *card GG_FILLED_BY(days))
	GG_FILLED_BY(titles)
	GG_ARGUMENT(titles, shelf_loan, "Iterable[str]", "titles, of any case")
	GG_ARGUMENT(days, shelf_loan, "int | None = None", "for how long")
	GG_METHOD(lend) GG_HOLDS(shelf) GG_DETACHES GG_FAILS(NULL)
	GG_SUMMARY("Lend some books.");
