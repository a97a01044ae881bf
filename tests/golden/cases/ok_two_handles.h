/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Two mutexes in one call, a third handle by copy, and a new handle that keeps Python values. */
#define LIBRARY                                                                                    \
	struct card;                                                                               \
	struct card *card_new(void);                                                               \
	struct card *card_copy(struct card *card);                                                 \
	void card_free(struct card *card);                                                         \
	struct loan;                                                                               \
	void loan_end(struct loan *loan);                                                          \
	struct loan *shelf_lend(struct shelf *shelf, struct shelf *to, struct card *card);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

struct GG_HANDLE(critical_section, Card, card_free) GG_SUMMARY("A card.") card;
struct GG_HANDLE(mutex, Loan, loan_end)
	GG_CLOSED_ERROR(exception.LoanEndedError)
	GG_CONTEXT_MANAGER
	GG_TRUTH
	GG_LOCKED
	GG_SUBCLASSABLE
	GG_KEEPS(titles, "list[str]")
	GG_KEEPS(_days, "int")
	GG_ADDS("renew(self, days: int | None = None) -> None", "Renew it.")
	GG_SUMMARY("A loan.")
	loan;

struct card *card_new(void) GG_CONSTRUCTOR GG_FAILS(NULL) GG_SUMMARY("A new card.");
struct card *card_copy(struct card *card)
	GG_METHOD(copy) GG_HOLDS(card) GG_FAILS(NULL)
	GG_SUMMARY("Copy it.");
void card_free(struct card *card) GG_DESTROYS(card);
void loan_end(struct loan *loan) GG_CLOSER(end) GG_DESTROYS(loan) GG_SUMMARY("End it.");
struct loan *shelf_lend(struct shelf *shelf, struct shelf *to,
			struct card *card GG_BY_COPY(card_copy) GG_NULLABLE)
	GG_METHOD(lend) GG_HOLDS(shelf, to) GG_DETACHES GG_FAILS(NULL) GG_SINCE("1.4")
	GG_SUMMARY("Lend it.");
