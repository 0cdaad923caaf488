/* The work protocol for ONE render: what services/worker and services/dispatcher do, and what they can meet (README.md).
 * -DCHUNKED: two chunks + assembly; otherwise inline.
 * Repairs  : FIX_SELF FIX_ASK FIX_ANS FIX_REL FIX_PLAN FIX_BUD   (FIXALL = all of them)
 * Mutations: M1 M2 M3 M4(no reconciler) M5 M6
 * TOLD     : the dispatcher hears of claims as well (route-event.ts), and takes back the messages of work that is gone.
 * PLANLIM=n: a run may have n plans; the next one fails it (planBudget in decide.ts).
 * Abstractions: a revision is kept as fresh[s] = "nothing was appended to my stream since I read / appended";
 * a sequence number as dl[s] = CUR/STALE/WIPED; a message may be redelivered at ANY time; time is not modelled.  */
#ifdef FIXALL
#define FIX_SELF
#define FIX_ASK
#define FIX_ANS
#define FIX_REL
#define FIX_PLAN
#define FIX_BUD
#endif
#ifndef BUDGET
#define BUDGET 2
#endif
#ifndef CRASH
#define CRASH 1
#endif
#ifndef MUTE
#define MUTE 1
#endif
#ifndef WIPE
#define WIPE 0
#endif
#ifndef DCRASH
#define DCRASH 0
#endif
#ifndef ER
#define ER 0
#endif
#ifndef FAILS
#define FAILS 0
#endif
#ifndef CFAILS     /* permanent chunk failures */
#define CFAILS 0
#endif
#ifndef HB
#define HB 0
#endif
#ifndef CANCEL
#define CANCEL 0
#endif
#ifndef RETRY
#define RETRY 0
#endif
#ifndef HOLES
#define HOLES 0
#endif
#ifndef ENCF
#define ENCF 0
#endif
#ifndef INL        /* a plan in one piece takes the place of one in chunks */
#define INL 0
#endif
#ifdef HITS        /* which chunks of a plan are there already, where it may not be any of them (1: the first) */
#define CHOOSEHITS true -> hits[lastplan]=HITS
#else
#define CHOOSEHITS true :: hits[lastplan]=1 :: hits[lastplan]=3
#endif
#ifndef MAXPLAN
#define MAXPLAN 1
#endif
#ifndef PLANLIM
#define PLANLIM 99
#endif
#ifndef NSLOT
#define NSLOT 3
#endif
#ifdef W1EACH              /* one slot per worker */
#define WK(s) (s)
#define NWK NSLOT
#else                      /* worker 0 has slots 0 and 1, worker 1 has slot 2 */
#define WK(s) (((s)==2) -> 1 : 0)
#define NWK 2
#endif

#ifdef CHUNKED
#define NITEM (1+3*MAXPLAN)
#define NS (1+2*MAXPLAN)
#define ASM(p) (2*MAXPLAN+(p))
#define ISCH(i) ((i)>=1 && (i)<=2*MAXPLAN)
#define ISASM(i) ((i)>2*MAXPLAN)
#define PLANOF(i) (((i)>2*MAXPLAN)*((i)-2*MAXPLAN)+((i)<=2*MAXPLAN)*(((i)+1)/2))
#define ST(i) ((i)*((i)<=2*MAXPLAN))
#else
#define NITEM 1
#define NS 1
#define ISCH(i) (0)
#define ISASM(i) (0)
#define PLANOF(i) (0)
#define ST(i) (0)
#endif
#define NONE 7
#define DEAD 6

/* slot states */
#define IDLE 0
#define READ 1
#define ASK 2
#define CLAIM 3
#define CLAIMR 4   /* claim stored, reply lost */
#define RUN 5
#define COM 6
#define COMR 7     /* outcome stored, reply lost */
#define ACKP 8
#define NAKP 9
/* deliveries */
#define CUR 1
#define STALE 2
#define WIPED 3
/* outcomes */
#define OK 0
#define FAIL 1
#define HBK 2
#define HOLE 3
#define FATAL 4
#define PIECE 5
/* rows */
#define NOROW 0
#define PEND 1
#define REL 2
/* events */
#define REQ 1
#define AFAILED 2
#define PLANNED 3
#define CREND 4
#define CFAILED 5
#define TERM 6
#define RETRIED 7
#define CLAIMED 8
#define WHOLE 9

/* ---------------- event store: folds of the streams ---------------- */
#if INL
bit whole;                              /* planned in one piece, in place of a plan in chunks */
byte inb=INL;
#define MADEWHOLE whole
#define NOTWHOLE whole=0;
#else
#define MADEWHOLE 0
#define NOTWHOLE
#endif
byte term; bit planned; byte lastplan; byte nplan; byte hits[4];
#if PLANLIM < 99
byte rplan;                             /* plans of this run */
#define OVERPLAN (rplan>=PLANLIM)
#define COUNTPLAN rplan++;
#define NOPLANS rplan=0;
#else
#define OVERPLAN (0)
#define COUNTPLAN
#define NOPLANS
#endif
byte holder[NS]; byte att[NS]; byte attA; byte cst[NS];
chan evq = [20] of { byte, byte };      /* what the follower has not committed yet */
bool lastWL;                            /* ghost: the last Failed was WORKER_LOST */
/* ---------------- JetStream ---------------- */
bit up = 1; bit msg[NITEM];
/* ---------------- workers ---------------- */
byte pc[NSLOT]; byte it[NSLOT]; byte dl[NSLOT]; bit fresh[NSLOT]; bit mycl[NSLOT]; bit bad[NSLOT]; byte hs[NSLOT]; byte oc[NSLOT];
#ifdef M2
bit nxc[NSLOT];
#endif
bit mute[NWK];
/* ---------------- dispatcher (Postgres) ---------------- */
byte row[NITEM]; byte dplan; byte dset; byte dst; byte est; byte zpub;
#define RFAIL 99
#define TAKEBACK 98       /* committed that the render is over, and about to take its message back */
#ifdef TOLD
bit zback;                /* a dispatcher that was superseded may still do so */
#endif
/* ---------------- fault counters ---------------- */
byte crb=CRASH, mub=MUTE, wb=WIPE, dcb=DCRASH, erb=ER, fb=FAILS, cfb=CFAILS, hbb=HB, cab=CANCEL, reb=RETRY, hob=HOLES, enb=ENCF;
#define deaths (CRASH-crb)
#define mutes (MUTE-mub)
#define fails (FAILS-fb)
#ifdef P4DEATHS
#define P4 (deaths>=BUDGET)
#endif
#ifdef P4ANY
#define P4 (0)
#endif
#ifndef P4
#define P4 (deaths+mutes+fails>=BUDGET)
#endif
#ifdef BFSRUN
#define hidden
#endif
hidden byte j; hidden byte k; hidden byte b; hidden byte ty; hidden byte ar;

#ifdef FIX_PLAN
#define STALEP(p) (!planned || lastplan!=(p))
#else
#define STALEP(p) (lastplan!=(p))
#endif
#ifdef CHUNKED
#define FINISHED(i) (term!=0 || (i==0 && planned) || (ISCH(i) && (cst[ST(i)]!=0 || STALEP(PLANOF(i)))) || (ISASM(i) && STALEP(PLANOF(i))))
#define ALLDONE(p) ((cst[2*(p)-1]==1 || (hits[p]&1)) && (cst[2*(p)]==1 || (hits[p]&2)))
#define ATT(i) (ISASM(i)*attA+(1-ISASM(i))*att[ST(i)])
#else
#define FINISHED(i) (term!=0)
#define ATT(i) (att[0])
#endif
#ifdef M2
#define MARK(isc) if :: fresh[j] -> nxc[j]=isc :: else fi;
#else
#define MARK(isc)
#endif
inline bump(st_, isc) { for (j : 0 .. NSLOT-1) { if :: (pc[j]!=IDLE && ST(it[j])==st_) -> MARK(isc) fresh[j]=0; mycl[j]=0 :: else fi }; j=0 }
inline clr(s_) { pc[s_]=IDLE; it[s_]=0; dl[s_]=0; fresh[s_]=0; mycl[s_]=0; bad[s_]=0; hs[s_]=0; oc[s_]=0 }
inline unlink(i_) { for (j : 0 .. NSLOT-1) { if :: (pc[j]!=IDLE && it[j]==i_ && dl[j]==CUR) -> dl[j]=STALE :: else fi }; msg[i_]=0 }
inline replan() {          /* by whoever finds that a plan cannot be carried through, or has none yet */
  if :: OVERPLAN -> holder[0]=NONE; term=2; evq!TERM,0
     :: else -> newplan() fi }
#if INL
inline wholeplan() { planned=0; whole=1; holder[0]=NONE; att[0]=0; attA=0; evq!WHOLE,0 }
#endif
inline newplan() {
  planned=1; holder[0]=NONE; COUNTPLAN NOTWHOLE
#ifdef M5
  lastplan=1;
#else
  nplan++; lastplan=nplan;
#endif
#ifdef FIX_BUD
  attA=0;
#endif
  evq!PLANNED,lastplan
}
/* does some slot of worker w_ truly hold (b=1) item i_ : its claim is the latest one on the stream */
inline truly(w_, i_, s_) { b=0; for (j : 0 .. NSLOT-1) { if :: (j!=s_ && WK(j)==w_ && pc[j]!=IDLE && it[j]==i_ && mycl[j]) -> b=1 :: else fi }; j=0 }
/* what worker w_ would answer */
#ifdef FIX_ANS
#define KNOWS(x) (pc[x]>=CLAIM && pc[x]<=COMR)
#else
#define KNOWS(x) (pc[x]>=RUN && pc[x]<=COMR)
#endif
inline knows(w_, i_, s_) { b=0; for (j : 0 .. NSLOT-1) { if :: (j!=s_ && WK(j)==w_ && it[j]==i_ && KNOWS(j)) -> b=1 :: else fi }; j=0 }

#if defined(LIVE)
#define MORE 1
#define STOP :: break
#else
#define MORE (term==0 || reb>0)   /* after the very last terminal event a pull is read, found finished, acked */
#define STOP
#endif
#define PULL(n) :: d_step { pc[s]==IDLE && !mute[WK(s)] && up && msg[n] && MORE -> it[s]=n; dl[s]=CUR; pc[s]=READ }

proctype W(byte s) {
end: do
  PULL(0)
#ifdef CHUNKED
  PULL(1)
  PULL(2)
  PULL(3)
#if MAXPLAN > 1
  PULL(4)
  PULL(5)
  PULL(6)
#endif
#if MAXPLAN > 2
  PULL(7)
  PULL(8)
  PULL(9)
#endif
#endif
  :: d_step { pc[s]==READ ->
       fresh[s]=1; mycl[s]=0; bad[s]=0;
       if
       :: FINISHED(it[s]) -> pc[s]=ACKP; fresh[s]=0
       :: else -> k=holder[ST(it[s])];
          if
          :: k==NONE -> pc[s]=CLAIM
          :: k==WK(s) ->
#ifdef FIX_SELF
             knows(WK(s), it[s], s);
             if :: b -> pc[s]=NAKP :: else -> pc[s]=CLAIM fi;
#else
             pc[s]=CLAIM;
#endif
             truly(WK(s), it[s], s); bad[s]=b
          :: else ->
#ifdef M3
             pc[s]=CLAIM; b=0;
             if :: k!=DEAD -> if :: !mute[k] -> truly(k, it[s], s) :: else fi :: else fi; bad[s]=b
#else
             pc[s]=ASK; hs[s]=k
#endif
          fi
       fi; k=0; b=0 }
  :: d_step { pc[s]==ASK ->
       k=hs[s]; hs[s]=0;
       if
       :: mute[WK(s)] ->         /* the asker itself is cut off: silence */
#ifdef FIX_ASK
          clr(s)
#else
          pc[s]=CLAIM;
          if :: k!=DEAD -> if :: !mute[k] -> truly(k, it[s], s); bad[s]=b :: else fi :: else fi
#endif
       :: else ->
          if
          :: k==DEAD -> pc[s]=CLAIM
          :: else ->
             if
             :: mute[k] -> pc[s]=CLAIM
             :: else -> knows(k, it[s], s);
                if :: b -> pc[s]=NAKP
                   :: else -> pc[s]=CLAIM; truly(k, it[s], s); bad[s]=b
                fi
             fi
          fi
       fi; k=0; b=0 }
  /* claim, or give up when the budget is used */
  :: atomic { pc[s]==CLAIM && fresh[s] && ATT(it[s])<BUDGET ->
       d_step { assert(!bad[s]);                                   /* P2 */
#ifdef CHUNKED
         assert(!ISASM(it[s]) || (ALLDONE(PLANOF(it[s])) && lastplan==PLANOF(it[s])));   /* P5 */
#endif
         assert(term==0 || ISCH(it[s]));                            /* P1 */
         bump(ST(it[s]),1); fresh[s]=1; mycl[s]=1; holder[ST(it[s])]=WK(s); bad[s]=0;
         if :: ISASM(it[s]) -> attA++ :: else -> att[ST(it[s])]++ fi;
#ifdef TOLD
         evq!CLAIMED,it[s]
#endif
       }
#if defined(FIX_ANS) && !defined(GIVEUP)
       pc[s]=RUN }                                                 /* a lost reply only delays: same answer to askers */
#else
       if :: pc[s]=RUN :: pc[s]=CLAIMR fi }
#endif
  :: d_step { pc[s]==CLAIM && fresh[s] && ATT(it[s])>=BUDGET ->
         assert(!bad[s]);
         assert(P4 || (ISCH(it[s]) && (term!=0 || STALEP(PLANOF(it[s])))));   /* P4; what is of no plan any more fails nobody */
         assert(term==0 || ISCH(it[s]));
         bump(ST(it[s]),0); holder[ST(it[s])]=NONE; bad[s]=0;
         if :: ISCH(it[s]) -> cst[ST(it[s])]=2; evq!CFAILED,it[s]
            :: else -> term=2; evq!TERM,0 fi;
         pc[s]=ACKP; fresh[s]=0 }
  :: d_step { pc[s]==CLAIM && !fresh[s] ->
#ifdef M2
       if :: nxc[s] -> nxc[s]=0; pc[s]=RUN; fresh[s]=1             /* same id at the same revision: "done" */
          :: else -> pc[s]=READ fi
#else
#ifdef M1
       if :: (holder[ST(it[s])]!=NONE && holder[ST(it[s])]!=DEAD) -> pc[s]=ACKP :: else -> pc[s]=READ fi
#else
       pc[s]=READ
#endif
#endif
       ; bad[s]=0 }
  :: d_step { pc[s]==CLAIMR -> pc[s]=RUN }                          /* repeated with the same id: success */
#ifdef GIVEUP
  :: d_step { pc[s]==CLAIMR -> clr(s) }                             /* gives up the repeat, lives on */
#endif
  /* the work */
  :: atomic { pc[s]==RUN -> pc[s]=COM;
       if :: oc[s]=OK
          :: fb>0 -> fb--; oc[s]=FAIL
          :: hbb>0 -> hbb--; oc[s]=HBK
          :: cfb>0 -> cfb--; oc[s]=FATAL
#ifdef CHUNKED
          :: hob>0 && ISASM(it[s]) -> hob--; oc[s]=HOLE
#if INL
          :: inb>0 && ISASM(it[s]) -> inb--; oc[s]=PIECE
          :: inb>0 && ISCH(it[s]) && planned && term==0 && lastplan==PLANOF(it[s]) -> inb--;
             d_step { bump(0,0); wholeplan(); pc[s]=ACKP; fresh[s]=0; mycl[s]=0 }
#endif
          :: enb>0 && ISCH(it[s]) && planned && term==0 && lastplan==PLANOF(it[s]) -> enb--;   /* encoder fails, or nobody has its build of ffmpeg: new plan, appended by a chunk's worker */
             d_step { bump(0,0); replan(); pc[s]=ACKP; fresh[s]=0; mycl[s]=0 }
#endif
       fi }
  :: d_step { pc[s]==RUN && (!fresh[s] || FINISHED(it[s])) ->       /* a beat looks */
       if :: FINISHED(it[s]) -> pc[s]=ACKP; fresh[s]=0; mycl[s]=0 :: else -> clr(s) fi }
  /* commit by append */
  :: atomic { pc[s]==COM && fresh[s] ->
       d_step {
         assert(mycl[s]);                                          /* P1: only the holder of the latest claim */
         assert(term==0 || ISCH(it[s]));
         b=ATT(it[s])>=BUDGET;
         bump(ST(it[s]),0); holder[ST(it[s])]=NONE; fresh[s]=0;
         if
         :: oc[s]==OK ->
            if
            :: ISCH(it[s]) -> cst[ST(it[s])]=1; evq!CREND,it[s]
#ifdef CHUNKED
            :: it[s]==0 && !MADEWHOLE -> replan()
            :: it[s]==0 && MADEWHOLE -> term=1; evq!TERM,0
            :: ISASM(it[s]) -> assert(ALLDONE(lastplan) && lastplan==PLANOF(it[s])); term=1; evq!TERM,0
#else
            :: else -> term=1; evq!TERM,0
#endif
            fi
         :: (oc[s]==FAIL && b) || oc[s]==FATAL ->
            if :: ISCH(it[s]) -> cst[ST(it[s])]=2; evq!CFAILED,it[s]
               :: else -> term=2; evq!TERM,0 fi
         :: oc[s]==FAIL && !b -> evq!AFAILED,it[s]
         :: oc[s]==HBK -> if :: ISASM(it[s]) -> attA-- :: else -> att[ST(it[s])]-- fi
         :: oc[s]==HOLE -> replan()
#if INL
         :: oc[s]==PIECE -> wholeplan()
#endif
         fi; b=0 }
#ifdef CHUNKED
       /* what is in the cache: of a film that had a hole, too, which may have been mended meanwhile */
       if :: (((oc[s]==OK && it[s]==0) || oc[s]==HOLE) && planned && term==0) -> if :: CHOOSEHITS fi; :: else fi;
#endif
       d_step { pc[s]=(oc[s]==HBK -> NAKP : ACKP); oc[s]=0 } }      /* a lost reply + idempotent repeat = the same, later */
  :: d_step { pc[s]==COM && !fresh[s] ->
       if
#ifdef M2
       :: !FINISHED(it[s]) || true -> pc[s]=ACKP
#endif
       :: FINISHED(it[s]) -> pc[s]=ACKP; oc[s]=0
#ifdef M1
       :: else -> pc[s]=ACKP; oc[s]=0
#else
       :: else -> clr(s)                                            /* a live claim: leave the message alone */
#endif
       fi }
  /* acks do not fence */
  :: d_step { pc[s]==ACKP && !mute[WK(s)] && dl[s]==CUR -> unlink(it[s]); clr(s) }
  :: d_step { pc[s]==ACKP && (mute[WK(s)] || dl[s]!=CUR) -> clr(s) }
  /* after a wipe the sequence numbers begin anew: an old ack may hit any new message */
  :: d_step { pc[s]==ACKP && !mute[WK(s)] && dl[s]==WIPED && msg[0] -> unlink(0); clr(s) }
#ifdef CHUNKED
  :: d_step { pc[s]==ACKP && !mute[WK(s)] && dl[s]==WIPED && msg[1] -> unlink(1); clr(s) }
  :: d_step { pc[s]==ACKP && !mute[WK(s)] && dl[s]==WIPED && msg[3] -> unlink(3); clr(s) }
#endif
  :: d_step { pc[s]==NAKP -> clr(s) }
  od }


/* ------------------------------------------------------------------ dispatcher */
#ifdef FIX_REL   /* a release supersedes what is still there: delete by sequence, publish anew */
#define PUBREL(i) unlink(i); msg[i]=1
#else            /* refused if the subject has a message */
#define PUBREL(i) msg[i]=1
#endif
inline norows() { for (j : 0 .. NITEM-1) { row[j]=NOROW }; dset=0; dplan=0 }
inline handle() {
  if
  :: ty==REQ || ty==RETRIED -> norows(); row[0]=PEND
  :: ty==AFAILED -> if :: row[ar]!=NOROW -> row[ar]=PEND :: else fi
#ifdef TOLD
  :: ty==CLAIMED -> if :: row[ar]==PEND -> row[ar]=REL :: else fi
  :: ty==TERM -> if :: row[0]==REL -> dst=TAKEBACK :: else fi; norows()
#else
  :: ty==TERM -> norows()
#endif
#ifdef CHUNKED
  :: ty==PLANNED -> norows(); dplan=ar; dset=hits[ar];
     if :: dset==3 -> row[ASM(ar)]=PEND
        :: else -> if :: (dset&1) -> skip :: else -> row[2*ar-1]=PEND fi;
                   if :: (dset&2) -> skip :: else -> row[2*ar]=PEND fi fi
  :: ty==WHOLE -> norows(); row[0]=PEND
  :: ty==CREND ->
     if :: (PLANOF(ar)==dplan) -> row[ar]=NOROW; dset=dset|(2-(ar%2));
           if :: dset==3 && row[ASM(dplan)]==NOROW -> row[ASM(dplan)]=PEND :: else fi
        :: else fi
  :: ty==CFAILED -> if :: row[ar]!=NOROW -> row[ar]=NOROW :: else fi
#endif
  fi }
#ifdef FIX_PLAN
#define MAYFAIL(i) (term==0 && planned && lastplan==PLANOF(i))
#else
#ifdef NAIVE
#define MAYFAIL(i) (term==0)
#else
#define MAYFAIL(i) (term==0 && lastplan==PLANOF(i))
#endif
#endif
#ifdef M6
#define RELEASE(n) :: d_step { dst==0 && row[n]==PEND -> row[n]=REL; dst=n+1 } :: d_step { dst==n+1 -> up=1; PUBREL(n); dst=0 }
#else
#define RELEASE(n) :: d_step { dst==0 && row[n]==PEND -> up=1; PUBREL(n); dst=n+1 } :: d_step { dst==n+1 -> row[n]=REL; dst=0 }
#endif
proctype D() {
end: do
  :: d_step { dst==0 && nempty(evq) && !evq?[CFAILED,_] -> evq?ty,ar; handle(); ty=0; ar=0; j=0 }
#ifdef CHUNKED
  :: d_step { dst==0 && evq?[CFAILED,_] -> evq?<ty,ar>;
        if :: MAYFAIL(ar) -> assert(planned && lastplan==PLANOF(ar));   /* P4b: the dispatcher fails only the run whose chunk failed */
              bump(0,0); holder[0]=NONE; term=2; evq!TERM,0 :: else fi; dst=RFAIL; ty=0; ar=0 }
  :: d_step { dst==RFAIL -> evq?ty,ar; handle(); dst=0; ty=0; ar=0; j=0 }
#endif
#ifdef TOLD
  :: d_step { dst==TAKEBACK -> if :: up -> unlink(0) :: else fi; dst=0 }
#endif
  RELEASE(0)
#ifdef CHUNKED
  RELEASE(1)
  RELEASE(2)
  RELEASE(3)
#if MAXPLAN > 1
  RELEASE(4)
  RELEASE(5)
  RELEASE(6)
#endif
#if MAXPLAN > 2
  RELEASE(7)
  RELEASE(8)
  RELEASE(9)
#endif
#endif
  od }
#ifdef M4
#define RECON(n)
#else
#define RECON(n) :: d_step { row[n]==REL && !msg[n] && up && est==0 -> msg[n]=1 }
#endif
#define EARLY(n) :: d_step { erb>0 && est==0 && row[n]==REL && msg[n] && up && holder[ST(n)]!=NONE && (holder[ST(n)]==DEAD || mute[holder[ST(n)]%NWK]) -> erb--; unlink(n); est=n+1 } \
                 :: d_step { est==n+1 -> if :: up -> msg[n]=1 :: else fi; est=0 }
#define ZP(n) :: d_step { zpub==n+1 -> if :: up -> msg[n]=1 :: else fi; zpub=0 }
#define ITEMOPS(n) RECON(n) EARLY(n) ZP(n)
proctype R() {
end: do
  :: d_step { !up -> up=1 }
  :: d_step { zpub!=0 -> zpub=0 }
#ifdef TOLD
  :: d_step { zback -> if :: up -> unlink(0) :: else fi; zback=0 }
  :: d_step { zback -> zback=0 }
#endif
  ITEMOPS(0)
#ifdef CHUNKED
  ITEMOPS(1)
  ITEMOPS(2)
  ITEMOPS(3)
#if MAXPLAN > 1
  ITEMOPS(4)
  ITEMOPS(5)
  ITEMOPS(6)
#endif
#if MAXPLAN > 2
  ITEMOPS(7)
  ITEMOPS(8)
  ITEMOPS(9)
#endif
#endif
  od }

proctype User() {
end: do
  :: d_step { cab>0 && term==0 -> cab--; bump(0,0); holder[0]=NONE; term=3; evq!TERM,0 }
  :: d_step { reb>0 && term>=2 -> reb--; bump(0,0); holder[0]=NONE; term=0; planned=0; att[0]=0; attA=0; NOPLANS NOTWHOLE evq!RETRIED,0 }
  STOP
  od }

inline crash(w_) {
  for (j : 0 .. NSLOT-1) { if :: WK(j)==w_ -> clr(j) :: else -> if :: hs[j]==w_ && pc[j]==ASK -> hs[j]=DEAD :: else fi fi };
  for (j : 0 .. NS-1) { if :: holder[j]==w_ -> holder[j]=DEAD :: else fi };
  j=0; mute[w_]=0 }
#define CR(w) :: d_step { crb>0 -> crb--; crash(w) }
#define MU(w) :: d_step { mub>0 && !mute[w] -> mub--; mute[w]=1 }
proctype Nemesis() {
end: do
  CR(0)
  CR(1)
  MU(0)
  MU(1)
#ifdef W1EACH
#if NSLOT > 2
  CR(2)
  MU(2)
#endif
#endif
  :: d_step { wb>0 -> wb--; up=0; for (j : 0 .. NITEM-1) { msg[j]=0 }; for (j : 0 .. NSLOT-1) { if :: dl[j]!=0 -> dl[j]=WIPED :: else fi }; j=0 }
  :: d_step { dcb>0 -> dcb--;
#ifdef TOLD
       if :: dst==TAKEBACK -> zback=1 :: else fi;
#endif
       if :: (dst>0 && dst<=NITEM) -> zpub=dst :: est>0 -> zpub=est :: else fi; dst=0; est=0 }   /* a second one takes over; the first may still publish */
  STOP
  od }
proctype Heal() {
end: do
  :: mute[0] -> mute[0]=0
  :: mute[1] -> mute[1]=0
#ifdef W1EACH
#if NSLOT > 2
  :: mute[2] -> mute[2]=0
#endif
#endif
  od }

#ifdef LIVE
bit tick; proctype Tick() { end: do :: tick=1-tick od }
#ifdef STRONG
ltl p3 { <>[] (term!=0 && empty(evq)) }
#else
ltl p3 { <>[] (term!=0) }
#endif
#endif

init { atomic {
  for (j : 0 .. NS-1) { holder[j]=NONE };
  evq!REQ,0;
  for (k : 0 .. NSLOT-1) { run W(k) }; k=0;
  run D(); run R(); run User(); run Nemesis(); run Heal();
#ifdef LIVE
  run Tick();
#endif
  skip } }
