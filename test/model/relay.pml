/* The relay into RENDER_EVENTS (relay.ts, events-stream.ts): "no notification is lost".  NE events, one consumer group,
 * wipes, dispatcher crashes. Every event must in the end be seen by the group (at least once).
 * Publishing with its commit, adopting a stream, and noting take turns (events-stream.ts, inTurn); a wipe does not wait.
 * FIX_ID : the stream's identity (its creation time) is kept in Postgres and is written in the SAME transaction that
 *          sets the position back to the note; the note moves only to what was acknowledged of a stream whose
 *          identity was the recorded one when it was looked at, never past the committed position.
 * M6     : the checkpoint is written before publishing. */
#ifndef NE
#define NE 3
#endif
#ifndef DCRASH
#define DCRASH 1
#endif
#ifndef WIPE
#define WIPE 1
#endif
bit inS[NE]; bit seen[NE]; bit up=1; byte gen=0;           /* JetStream */
byte pos=0, note=0, idrec=0;                               /* Postgres: next to relay, oldest unacknowledged, identity */
bit fresh=0; byte inflight=0; bit noting=0; byte nt=0; byte rw=0;  /* the dispatcher's memory */
byte dcb=DCRASH, wb=WIPE; byte j;
inline oldest(x) { x=pos; j=0; do :: j<pos -> if :: inS[j] -> x=j; break :: else -> j++ fi :: else -> break od; j=0 }
proctype D() {
end: do
  /* makes the stream on "not found" */
  :: d_step { !up -> up=1; gen++; fresh=1 }
#ifdef FIX_ID
  :: d_step { up && gen!=idrec && !inflight && !noting -> pos=note; idrec=gen; fresh=0 }     /* one transaction */
#define CANRELAY (up && gen==idrec)
#define CANNOTE (up && gen==idrec && !inflight)
#else
  :: d_step { up && fresh && !inflight -> rw=note; fresh=0 }                 /* relays again from the note, then goes on */
  :: d_step { up && rw<pos && rw!=255 && !inflight && !fresh -> inS[rw]=1; rw++ }
#define CANRELAY (up && !fresh && rw>=pos)
#define CANNOTE (up && !fresh)
#endif
#ifdef M6
  :: d_step { pos<NE && CANRELAY && !inflight -> pos++; inflight=1 }
  :: d_step { inflight -> if :: up -> inS[pos-1]=1; inflight=0 :: else -> up=1; gen++; fresh=1; inS[pos-1]=1; inflight=0 fi }
#else
#ifdef FIX_ID
  :: d_step { pos<NE && CANRELAY && !inflight && !noting -> inS[pos]=1; inflight=1 }
  :: d_step { inflight==1 -> if :: gen==idrec && up -> inflight=2 :: else -> inflight=0 fi }   /* is it still that stream? */
  :: d_step { inflight==2 -> pos++; inflight=0 }                                             /* committed, whatever it is now */
#else
  :: d_step { pos<NE && CANRELAY && !inflight -> inS[pos]=1; inflight=1 }
  :: d_step { inflight -> pos++; if :: rw==pos-1 -> rw=pos :: else fi; inflight=0 }
#endif
#endif
  od }
proctype N() {      /* every 10 s: the note */
end: do
  :: d_step { CANNOTE && !noting -> oldest(nt); if :: nt!=note -> noting=1 :: else -> nt=0 fi }
  :: d_step { noting -> note=nt; noting=0; nt=0 }     /* what was acknowledged then is so for ever */
  od }
#define CONS(n) :: d_step { up && inS[n] -> seen[n]=1; inS[n]=0 }
proctype C() {
end: do
  CONS(0)
  CONS(1)
  CONS(2)
  od }
proctype Nem() {
end: do
  :: d_step { dcb>0 -> dcb--; fresh=0; inflight=0; noting=0; nt=0; rw=pos }
  :: d_step { wb>0 && up -> wb--; up=0; inS[0]=0; inS[1]=0; inS[2]=0 }
  :: break
  od }
bit tick; proctype Tick() { do :: tick=1-tick od }
ltl rel { <>[] (seen[0] && seen[1] && seen[2]) }
init { atomic { run D(); run N(); run C(); run Nem(); run Tick() } }
