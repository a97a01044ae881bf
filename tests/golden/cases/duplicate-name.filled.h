/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A struct that a converter fills has the names of parameters, and of what is kept. */
#define LIBRARY                                                                                    \
	struct loan;                                                                               \
	void loan_end(struct loan *loan);                                                          \
	struct loan *shelf_lend(struct shelf *shelf, int days);
#include "lib/shelf.h"
#include "lib/words.h"

struct GG_HANDLE(mutex, Shelf, shelf_close) PACKAGE CLOSABLE GG_CONVERTERS("converters/ok_filled.h") shelf;
OPEN
CLOSE

struct GG_HANDLE(mutex, Loan, loan_end)
	GG_CLOSED_ERROR(exception.LoanEndedError)
	GG_KEEPS(days, "int")
	GG_SUMMARY("A loan.")
	loan;
void loan_end(struct loan *loan) GG_CLOSER(end) GG_DESTROYS(loan) GG_SUMMARY("End it.");
struct loan *shelf_lend(struct shelf *shelf, int days GG_FILLED_BY(time))
	GG_FILLED_BY(time) GG_ARGUMENT(time, shelf_loan, "int", "for how long")
	GG_METHOD(lend) GG_HOLDS(shelf) GG_DETACHES GG_FAILS(NULL) GG_SUMMARY("Lend.");
