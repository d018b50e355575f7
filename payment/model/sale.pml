/*
 * One sale, for the model checker Spin: terminal, network, gateway, buyer, cashier and power.
 *
 * It is the protocol of package payment a second time, written from the promises and money rules and not from the code.
 * A name in capitals after an #ifdef is a mistake: with -DNAME the model makes it, and Spin has to find it.
 *
 * Time is order. What was once sent stays in the air: it may arrive late, again and again, or never. The power may go
 * between any two steps, CUTS times, and then only what is named disk_ is left.
 */

#ifndef CUTS
#define CUTS 3
#endif
#define ATTEMPTS 2	/* of the order */
#define QUERIES 2	/* before the sale is given up */
#define CANCELS 2	/* before the alarm goes on */
#define LOOKS 2		/* of the watch */

mtype:state = { nothing, sending, created, asking, cancelling, querying, watched, unresolved, refunding, paid, refused, notsent, cancelled, returned };
mtype:trade = { unheard, dead, waiting, charged, closed, reversed };
mtype:answer = { unknown, unsent, yes, no, confirming, over, notfound };
mtype:refund = { unasked, pending, settled_done, settled_not };

/* The journal. */
mtype:state disk = nothing;
byte disk_attempt;
bool disk_seen;				/* the gateway knows the attempt's number */
bool disk_late;				/* money was found after the giving up */
mtype:refund disk_refund = unasked;	/* of the paid sale */

/* The gateway's book, and what is in the air. */
mtype:trade trade[ATTEMPTS] = unheard;
bool back;		/* the late payment was refunded */
bool refunded;		/* the refund of the paid sale was executed */
bool barred;		/* it was refused, and so is what left under its number before */
bool air_pay[ATTEMPTS], air_cancel[ATTEMPTS], air_back, air_refund;

bool expired;		/* the attempt's code is no longer good */
bool calm;		/* from now on nothing fails */
bool stop;		/* the cashier has pressed Stop */
byte cuts;

/* What only the assertions look at. */
byte pays[ATTEMPTS];
bool outstanding;	/* a pay has left, and neither its answer nor its deadline has come */
bool saidpaid;		/* a signed paid was heard */
bool shown;		/* "paid" was shown */
bool alarm;		/* the alarm was given */

#define N disk_attempt
#define wanted (disk == sending || disk == asking || disk == paid)
#define ended (disk == paid || disk == refused || disk == notsent || disk == cancelled || disk == returned)
#define atrest (ended && disk_refund != pending)
#define net ((trade[0] == charged || trade[1] == charged) && !back)

/* What is final in the journal is what is in the gateway's book, whatever still arrives (promises 2, 3, 11, 12). */
inline audit() {
	assert(!(trade[0] == charged && trade[1] == charged));
	assert(!atrest || (disk == paid) == net);
	assert(!atrest || (disk_refund == settled_done) == refunded);
	assert(!shown || disk == paid)
}

inline at_pay(m, a) {
	if
	:: trade[m] == unheard && !expired ->
		if
		:: trade[m] = charged; a = yes
		:: trade[m] = waiting; a = confirming
		:: trade[m] = dead; a = no
		fi
	:: trade[m] == unheard && expired -> trade[m] = dead; a = no
	:: trade[m] == dead -> a = no
	:: trade[m] == waiting -> a = confirming
	:: trade[m] == charged -> a = yes
	:: trade[m] == closed || trade[m] == reversed -> a = unknown
	fi
}

inline at_query(m, a) {
	if
	:: trade[m] == unheard || trade[m] == dead -> a = notfound
	:: trade[m] == waiting -> a = confirming
	:: trade[m] == charged && !back -> a = yes
	:: (trade[m] == charged && back) || trade[m] == closed || trade[m] == reversed -> a = over
	:: !expired && !calm -> a = notfound	/* not everywhere known yet */
	fi
}

inline at_cancel(m, a) {
	if
	:: trade[m] != waiting && trade[m] != charged -> a = yes
	:: trade[m] == waiting -> trade[m] = closed; a = yes
	:: trade[m] == charged && !back && !refunded -> trade[m] = reversed; a = yes
	:: trade[m] == charged || !calm -> a = no	/* the window is over, or its state forbids */
	fi
}

inline at_back(m, a) {
	if
	:: back -> a = yes
	:: !back && trade[m] == charged -> back = true; a = yes
	:: !back && (trade[m] != charged || !calm) -> a = no
	fi
}

inline at_refund(m, a) {
	if
	:: refunded -> a = yes
	:: !refunded && trade[m] == charged && !barred -> refunded = true; a = yes
	:: !refunded && (trade[m] != charged || barred || !calm) -> barred = true; a = no
	fi
}

/* Late and repeated arrivals, buyer, clock, cashier. */
active proctype world() {
	mtype:answer unheeded;
	byte m;
end:	do
	:: atomic { !calm -> select(m : 0 .. ATTEMPTS - 1);
		if
		:: air_pay[m] -> at_pay(m, unheeded)
		:: air_cancel[m] -> at_cancel(m, unheeded)
		:: air_back && m == N -> at_back(m, unheeded)
		:: air_refund && m == N -> at_refund(m, unheeded)
		:: else
		fi;
		m = 0; unheeded = unknown; audit() }
	:: d_step { trade[N] == waiting -> trade[N] = charged; audit() }
	:: d_step { trade[N] == waiting -> trade[N] = closed; audit() }
	:: d_step { !expired && disk != nothing -> expired = true }
	:: d_step { !stop && disk != nothing && !ended -> stop = true }
	:: d_step { !calm -> calm = true }
	od
}

/* A call. It may not leave, or be lost, or arrive and its answer be lost; between leaving and arriving the world goes on. */
#define call(at, air, a)					\
	if							\
	:: !calm -> a = unsent					\
	:: air = true;						\
		if						\
		:: !calm -> a = unknown				\
		:: atomic { at(N, a);				\
			if					\
			:: true					\
			:: !calm -> a = unknown			\
			fi }					\
		fi						\
	fi

/* The power goes between any two steps. */
inline mayCut() {
	if
	:: atomic { !calm && cuts < CUTS -> cuts++; stop = false; outstanding = false; shown = false; goto restart }
	:: true
	fi
}

/* One commit. */
inline save(s) {
	mayCut();
	d_step { disk = s; disk_seen = seen; disk_late = late; audit() }
	mayCut()
}

active proctype terminal() {
	mtype:answer a;
	bool seen, late, paidNow, unused;
	byte tries;

	save(sending);

pay:	skip;
	d_step {
		assert(disk == sending);			/* promise 1 */
		pays[N]++; assert(pays[N] == 1);		/* promise 8 */
		assert(N == 0 || trade[0] == dead);		/* promise 2 */
		expired = false; saidpaid = false; outstanding = true
	}
#ifdef CANCEL_BESIDE_PAY
	if
	:: stop -> air_pay[N] = true; save(cancelling); goto cancel
	:: true
	fi;
#endif
	call(at_pay, air_pay[N], a);
	outstanding = false;
	if
	:: a == yes -> goto sold
#ifdef SECOND_ATTEMPT_TOO_EARLY
	:: a == no || a == unknown ->
#else
	:: a == no ->
#endif
		if
		:: N + 1 < ATTEMPTS && !stop -> mayCut(); d_step { disk = created; N++ } mayCut(); save(sending); goto pay
		:: save(refused); goto finish
		fi
	:: a == unsent -> save(notsent); goto finish
	:: a == confirming -> seen = true; save(asking)
#ifdef UNKNOWN_IS_FAILED
	:: a == unknown -> save(refused); goto finish
#else
#ifndef SECOND_ATTEMPT_TOO_EARLY
	:: a == unknown -> save(asking)
#endif
#endif
	fi;
	tries = 0;

ask:	call(at_query, unused, a);
	tries++;
	if
	:: a == yes -> goto sold
	:: a == over -> save(refused); goto finish
	:: a == confirming -> seen = true; save(asking)
#ifdef NOT_FOUND_IS_FAILED
	:: a == notfound -> save(refused); goto finish
#else
	:: a == notfound -> mayCut()
#endif
	:: a == unknown || a == unsent -> mayCut()
	fi;
#ifdef ASKS_FOR_EVER
	tries = 0; goto ask;
#endif
	if
	:: tries < QUERIES && !stop -> goto ask
	:: tries >= QUERIES || stop -> tries = 0
	fi;
#ifndef CANCEL_WITHOUT_RECORD
	save(cancelling);
#endif

cancel:	assert(!wanted && !outstanding);			/* promises 1 and 7 */
	call(at_cancel, air_cancel[N], a);
	tries++;
	if
	:: a == yes -> goto cancelDone
#ifdef REFUSED_CANCEL_IS_DONE
	:: a == no -> goto cancelDone
#else
	:: a == no -> tries = 0; save(querying); goto look
#endif
	:: a == unknown || a == unsent -> mayCut()
	fi;
	if
	:: tries < CANCELS -> goto cancel
#ifdef SILENT_GIVING_UP
	:: tries >= CANCELS -> save(cancelled); goto finish
#else
	:: tries >= CANCELS -> save(unresolved); alarm = true; goto background
#endif
	fi;

cancelDone:
	if
	:: late -> save(returned); goto finish
	:: !late && seen -> save(cancelled); goto finish
#ifdef CANCEL_IS_A_FENCE
	:: !late && !seen -> save(cancelled); goto finish
#else
	:: !late && !seen -> save(watched)
#endif
	fi;

watch:	tries = 0;
watchOn:
	if		/* before the last look, the watch has waited longer than a code lives */
	:: tries == LOOKS - 1 -> expired = true
	:: tries < LOOKS - 1
	fi;
	call(at_query, unused, a);
	if
#ifdef WATCH_ENDS_EARLY
	:: a == notfound -> save(cancelled); goto finish
#else
	:: a == notfound -> tries++; mayCut()
#endif
	:: a == unknown || a == unsent -> mayCut()
	:: a == over -> save(cancelled); goto finish
	:: a == confirming -> seen = true; tries = 0; save(cancelling); goto cancel
#ifdef LATE_PAYMENT_IS_KEPT
	:: a == yes -> save(cancelled); goto finish
#else
	:: a == yes -> saidpaid = true; seen = true; late = true; tries = 0;
		if
		:: save(cancelling); goto cancel
		:: goto giveBack			/* the window is over, as far as the terminal knows */
		fi
#endif
	fi;
	if
	:: tries < LOOKS -> goto watchOn
	:: tries >= LOOKS -> save(cancelled); goto finish
	fi;

look:	call(at_query, unused, a);
	tries++;
	if
	:: a == yes -> saidpaid = true; seen = true; late = true; goto giveBack
	:: a == over -> goto gone
	:: a == confirming -> seen = true; save(querying)
	:: a == notfound || a == unknown || a == unsent -> mayCut()
	fi;
	if
	:: tries < CANCELS -> goto look
	:: tries >= CANCELS -> save(unresolved); alarm = true
	fi;

background:
	tries = 0; paidNow = false;
	call(at_query, unused, a);
	if
	:: a == yes -> saidpaid = true; seen = true; late = true; paidNow = true;
		if
		:: save(unresolved)
		:: goto giveBack
		fi
	:: a == over -> goto gone
	:: a == confirming -> seen = true; save(unresolved)
	:: a == notfound || a == unknown || a == unsent -> mayCut()
	fi;
	assert(!wanted && alarm);				/* promise 5 */
	call(at_cancel, air_cancel[N], a);
	if
	:: a == yes -> goto cancelDone
	:: a == no && paidNow -> goto giveBack
	:: a == unknown || a == unsent || (a == no && !paidNow) -> mayCut(); goto background
	fi;

gone:	if
	:: late -> save(returned)
	:: !late -> save(cancelled)
	fi;
	goto finish;

giveBack:
	paidNow = false;
	save(refunding);
giveBackOn:
	assert(disk == refunding && saidpaid);			/* promises 7 and 27 */
	call(at_back, air_back, a);
	if
	:: a == yes -> save(returned); goto finish
	:: a == no -> save(unresolved); alarm = true; goto background
#ifdef REFUND_WITHOUT_ANSWER_IS_DONE
	:: a == unknown -> save(returned); goto finish
#else
	:: a == unknown -> mayCut(); goto giveBackOn
#endif
	:: a == unsent -> mayCut(); goto giveBackOn
	fi;

sold:	saidpaid = true; seen = true; tries = 0;
#ifdef PAID_SHOWN_FIRST
	d_step { shown = true; audit() }
#endif
	save(paid);
	d_step { shown = true; audit() }
	mayCut();
	if
	:: goto finish
	:: true							/* somebody asks for a refund */
	fi;
	disk_refund = pending;
refundOn:
	mayCut();
	assert(disk == paid && disk_refund == pending);		/* promise 27 */
	call(at_refund, air_refund, a);
	tries = (tries < 2 -> tries + 1 : 2);
	if
	:: a == yes -> mayCut(); d_step { disk_refund = settled_done; audit() }
	:: a == no || (a == unsent && tries == 1) -> mayCut(); d_step { disk_refund = settled_not; audit() }
#ifdef REFUND_WITHOUT_ANSWER_IS_REFUSED
	:: a == unknown -> mayCut(); d_step { disk_refund = settled_not; audit() }
#else
	:: a == unknown -> goto refundOn
#endif
	:: a == unsent && tries > 1 -> goto refundOn
	fi;
	goto finish;

restart:
	skip;
	d_step { seen = disk_seen; late = disk_late; paidNow = false; tries = 0; a = unknown }
	if
	:: disk == nothing -> save(sending); goto pay
	:: disk == created -> save(cancelled)			/* the customer is long gone */
#ifdef PAY_AGAIN
	:: disk == sending -> goto pay
#endif
#ifdef CUT_MEANS_UNSENT
	:: disk == sending -> save(notsent)
#else
	:: disk == sending -> save(asking); goto ask
#endif
	:: disk == asking -> goto ask
#ifdef CANCEL_IS_FORGOTTEN
	:: disk == cancelling -> goto finish
#else
	:: disk == cancelling -> goto cancel
#endif
	:: disk == querying -> goto look
	:: disk == watched -> goto watch
	:: disk == unresolved -> alarm = true; goto background
	:: disk == refunding -> goto giveBackOn
	:: disk == paid && disk_refund == pending -> tries = 1; goto refundOn
	:: atrest -> goto finish
	fi;

finish:	skip;
	d_step { seen = false; late = false; tries = 0; a = unknown }
}

/* Promise 4: once nothing fails any more, every sale comes to its end. */
ltl ends { [] (calm -> <> atrest) }
