/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A snapshot in a snapshot, optional strings, a converted field, and one that reads are made of. */
#define LIBRARY                                                                                    \
	struct book;                                                                               \
	void book_free(struct book *book);                                                         \
	const char *book_get_title(struct book *book);                                             \
	unsigned long book_get_age_us(struct book *book);                                          \
	struct loan;                                                                               \
	void loan_free(struct loan *loan);                                                         \
	struct book *loan_get_book(struct loan *loan);                                             \
	bool loan_is_late(struct loan *loan);                                                      \
	struct loan *shelf_get_loan(struct shelf *shelf);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

struct GG_SNAPSHOT(Book, book_free) GG_FIELDS(title, age) GG_SUMMARY("A book.") book;
struct GG_SNAPSHOT(Loan, loan_free)
	GG_FIELDS(late, book)
	GG_STR("<Loan {book}{late}>")
	GG_MODULE(loan)
	GG_SUMMARY("A loan.")
	loan;

void book_free(struct book *book) GG_HELPER;
const char *book_get_title(struct book *book) GG_NULLABLE GG_FIELD(title) GG_SUMMARY("Title.");
unsigned long book_get_age_us(struct book *book)
	GG_FIELD(age) GG_CONVERT(timedelta_us)
	GG_SUMMARY("Age.");
void loan_free(struct loan *loan) GG_HELPER;
struct book *loan_get_book(struct loan *loan)
	GG_FIELD(book) GG_BORROWED_FROM(loan)
	GG_SUMMARY("The book.");
bool loan_is_late(struct loan *loan) GG_FIELD(late) GG_SUMMARY("Whether it is late.");
struct loan *shelf_get_loan(struct shelf *shelf)
	GG_METHOD(get_loan) GG_HOLDS(shelf) GG_DETACHES GG_NULLABLE GG_CACHED
	GG_SUMMARY("Get the loan, if there is one.");
