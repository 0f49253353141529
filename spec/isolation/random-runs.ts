import type { Observable } from 'rxjs';
import {
  BehaviorSubject,
  EMPTY,
  Subject,
  catchError,
  defer,
  finalize,
  map,
  retry,
  take,
  tap,
  timer,
} from 'rxjs';
import type { ChatCompletionChunk, ChatInterceptor, RunnableTool, UsageRecord } from 'venice-rx';
import { fakeResponse } from './fake-response.js';
import type { Environment } from './places.js';
import { SharedPool } from './shared-pool.js';
import { type IsolationChecker, type User, getMark, toJson, user, users } from './two-users.js';

/** Runs of two users in random order with one client that has most options. */
export class RandomRuns {
  private readonly checker: IsolationChecker;
  private readonly api: Environment['package'];
  private readonly random: () => number;
  private readonly pool: SharedPool;
  private readonly client;
  private readonly limits;
  /** Emits in the context of any user. Tools, approvals, keys and retries wait for it. */
  private readonly ticks = new Subject<void>();
  /** Actions on open runs from outside, in the context of any user: gates, signals, browsers, subscriptions. */
  private readonly externalActions = new Set<() => void>();
  private readonly share: () => Observable<ChatCompletionChunk>;
  private shared: Observable<ChatCompletionChunk>;
  private readonly prompts = new Subject<User>();
  private readonly conversation;
  private startedCount = 0;
  private openCount = 0;

  constructor(api: Environment['package'], checker: IsolationChecker, random: () => number) {
    const {
      VeniceClient,
      Conversation,
      spendingLimit,
      concatMapEager,
      circuitBreaker,
      logger,
      rateLimiter,
      shareChat,
      usageRecords,
    } = api;
    this.checker = checker;
    this.api = api;
    this.random = random;
    this.pool = new SharedPool(random, {
      requestSent: (owner, { headers, body = '' }) => {
        const isShared = headers['x-user'] === undefined;
        checker.check(owner, 'transport', headers['authorization'], isShared ? '' : body);
        if (headers['authorization'] !== `Bearer key-of-${getMark(owner)}`)
          checker.violations.push(`transport of ${owner} was given another key`);
      },
      gateEmitted: (owner) => {
        checker.check(owner, 'gate at the transport');
      },
      eventEmitted: (owner, context) => {
        checker.pass(context === owner ? 'own connection' : 'connection of the other user');
      },
    });
    this.limits = rateLimiter({ concurrency: 4, learnsFromHeaders: false });
    const owners = new Map<number, User>();
    const log = logger({
      includesText: true,
      write: (record) => {
        const owner = record.type === 'request' ? currentUser() : owners.get(record.id);
        if (owner === undefined) throw new Error('a log record without its request');
        owners.set(record.id, owner);
        const isShared = record.type === 'request' && isFromShared(record.request);
        checker.check(owner, `log record "${record.type}"`, isShared ? '' : record);
      },
    });
    this.client = new VeniceClient({
      baseURL: 'http://127.0.0.1:9',
      transport: this.pool.transport,
      apiKey: () => this.key(),
      limits: this.limits,
      circuitBreaker: circuitBreaker({ threshold: 12, window: 15 }),
      partitionBy: (request) => {
        const owner = currentUser();
        checker.check(owner, 'partitionBy', isFromShared(request) ? '' : request);
        return owner;
      },
      interceptors: [this.interceptor(), log, spendingLimit({ usd: 1_000_000 })],
      retry: retry({ count: 2, delay: () => this.pause('retry timer') }),
    });
    this.limits.state.subscribe(({ waiting }) => {
      if (waiting > 0) checker.pass('queue');
    });
    usageRecords(this.client).subscribe((entry) => {
      this.checkUsageRecord(entry);
    });
    this.share = () => defer(() => this.ask(currentUser())).pipe(shareChat());
    this.shared = this.share();
    this.prompts
      .pipe(
        concatMapEager(
          (owner) => {
            checker.check(owner, 'concatMapEager: project');
            return this.ask(owner).pipe(
              map((value) => ({ owner, value })),
              catchError((error: unknown) => {
                checker.check(owner, 'concatMapEager: error', error);
                return EMPTY;
              }),
              finalize(() => {
                this.onEnd();
              }),
            );
          },
          { concurrency: 2 },
        ),
      )
      .subscribe(({ owner, value }) => {
        checker.check(owner, 'concatMapEager: next', value);
      });
    this.conversation = new Conversation(this.client.chat.completions, { request: { model: 'm' } });
    user.run('alice', () =>
      this.conversation.state.subscribe(({ queue }) => {
        if (queue.length > 0) checker.pass('conversation queue');
      }),
    );
  }

  /** Begins a run of a random user. The kinds of runs take turns. */
  begin(): void {
    const owner = this.random() < 0.5 ? 'alice' : 'bob';
    const kinds = [
      this.stream,
      this.onePiece,
      this.hedge,
      this.tools,
      this.join,
      this.prompt,
      this.sendMessage,
      this.relay,
      this.loop,
      this.anotherRoute,
      this.fallback,
    ];
    const kind = kinds[(this.startedCount += 1) % kinds.length] ?? this.stream;
    this.openCount += 1;
    user.run(owner, () => {
      kind(owner);
    });
  }

  /** Number of runs that have not ended. */
  get openRuns(): number {
    return this.openCount;
  }

  /** Performs random actions, and emits the next event of the pool, each in the context of any user. */
  step(): void {
    const context = users[Math.floor(this.random() * 2)] ?? 'alice';
    if (this.random() < 0.1) {
      user.run(context, () => {
        this.ticks.next();
      });
    }
    const actions = [...this.externalActions];
    const action = this.random() < 0.2 ? actions[Math.floor(this.random() * actions.length)] : undefined;
    if (action) user.run(context, action);
    this.pool.step();
  }

  close(): Promise<void> {
    this.conversation.close();
    return user.run('bob', () => this.client.close());
  }

  private readonly onEnd = (): void => {
    this.openCount -= 1;
  };

  private readonly stream = (owner: User): void => {
    const controller = new AbortController();
    const gate = new BehaviorSubject(this.random() < 0.8);
    const abort = this.addExternalAction('signal', () => {
      if (this.random() < 0.1) controller.abort(getMark(owner));
    });
    const toggleGate = this.addExternalAction('gate', () => {
      gate.next(!gate.value);
    });
    const chat = this.ask(owner, { signal: controller.signal, gate });
    const run = chat
      .pipe(
        finalize(() => {
          abort();
          toggleGate();
          cancel();
        }),
      )
      .subscribe(this.checker.observer(owner, 'stream', this.onEnd));
    const cancel = this.addExternalAction('unsubscribe', () => {
      if (this.random() > 0.3 || run.closed) return;
      run.unsubscribe();
      this.onEnd();
    });
    if (run.closed) cancel();
  };

  private readonly onePiece = (owner: User): void => {
    this.client.chat.completions
      .create(this.question(owner), { headers: { 'x-user': owner } })
      .subscribe(this.checker.observer(owner, 'one piece', this.onEnd));
  };

  private readonly hedge = (owner: User): void => {
    const second = this.ask(owner).pipe(
      tap({
        subscribe: () => {
          this.checker.check(owner, 'hedge timer');
        },
      }),
    );
    this.api
      .hedge(this.ask(owner), second, { after: 1 })
      .subscribe(this.checker.observer(owner, 'hedge', this.onEnd));
  };

  private readonly tools = (owner: User): void => {
    const { runTools, tool } = this.api;
    const orders: RunnableTool = tool({
      name: 'orders',
      description: 'Lists orders.',
      execute: (_, { call }) => {
        this.checker.check(owner, 'tool', call);
        const result = getMark(currentUser());
        return this.random() < 0.5
          ? Promise.resolve(result)
          : this.ticks.pipe(
              take(1),
              map(() => result),
            );
      },
    });
    const approve = (): Observable<boolean> => {
      this.checker.check(owner, 'approval');
      return this.ticks.pipe(
        take(1),
        map(() => true),
      );
    };
    const chat = (request: object): Observable<ChatCompletionChunk> => this.ask(owner, {}, request);
    const messages = this.question(owner).messages;
    runTools(chat, { model: 'm', messages }, { tools: [orders], concurrency: 1, approve }).subscribe(
      this.checker.observer(owner, 'runTools', this.onEnd),
    );
  };

  /** Subscribes to a run that both users share: its answer is that of the first user, the context is that of each subscriber. */
  private readonly join = (owner: User): void => {
    const observer = this.checker.observer(owner, 'shareChat', this.onEnd);
    const joined = this.shared.pipe(take(2));
    joined.subscribe({
      ...observer,
      next: () => this.checker.check(owner, 'shareChat: next'),
      error: () => this.replaceShared(owner),
    });
  };

  private replaceShared(owner: User): void {
    this.checker.check(owner, 'shareChat: error');
    // `shareChat` replays the error to later subscribers.
    this.shared = this.share();
    this.onEnd();
  }

  private readonly prompt = (owner: User): void => {
    this.prompts.next(owner);
  };

  /** Sends a message to a conversation that both users share. */
  private readonly sendMessage = (owner: User): void => {
    this.conversation.send(getMark(owner));
    this.onEnd();
  };

  private readonly relay = (owner: User): void => {
    const response = fakeResponse();
    const write = (text: unknown): boolean => {
      this.checker.check(owner, 'relay: write', text);
      return false;
    };
    const end = (): void => {
      this.checker.check(owner, 'relay: end');
      drain();
      this.onEnd();
      // After the last write, the relay waits for `close`.
      setImmediate(() => response.emit('close'));
    };
    const drain = this.addExternalAction('relay gate', () => {
      response.emit('drain');
    });
    this.api.pipeToNodeResponse(
      Object.assign(response, { write, end }),
      (gate) => {
        const checkedGate = gate.pipe(
          tap(() => {
            this.checker.check(owner, 'relay: gate');
          }),
        );
        return this.ask(owner, { gate: checkedGate });
      },
      {
        onError: (error) => {
          this.checker.check(owner, 'relay: onError', error);
        },
      },
    );
  };

  private readonly loop = (owner: User): void => {
    const chunks = this.api.toAsyncIterable((gate) =>
      this.ask(owner, { gate }).pipe(
        tap((value) => {
          this.checker.check(owner, 'toAsyncIterable: source', value);
        }),
      ),
    );
    const read = async (): Promise<void> => {
      for await (const value of chunks) this.checker.check(owner, 'toAsyncIterable: loop', value);
    };
    read()
      .catch((error: unknown) => {
        this.checker.check(owner, 'toAsyncIterable: catch', error);
      })
      .finally(this.onEnd);
  };

  private readonly anotherRoute = (owner: User): void => {
    this.client
      .withOptions({ headers: { 'x-user': owner } })
      .request({ path: '/models' })
      .subscribe(this.checker.observer(owner, 'another route', this.onEnd));
  };

  private readonly fallback = (owner: User): void => {
    const source = (error: unknown): Observable<unknown> => {
      this.checker.check(owner, 'fallbackTo', error);
      return this.ask(owner);
    };
    // `SharedPool` lets every stream with the header `x-fails` fail.
    this.ask(owner, { retry: false, headers: { 'x-user': owner, 'x-fails': 'often' } })
      .pipe(this.api.fallbackTo(source, { when: () => true }))
      .subscribe(this.checker.observer(owner, 'fallbackTo', this.onEnd));
  };

  private question(owner: User): { model: string; messages: { role: 'user'; content: string }[] } {
    return { model: 'm', messages: [{ role: 'user', content: `I am ${getMark(owner)}.` }] };
  }

  private ask(owner: User, options: object = {}, request: object = {}): Observable<ChatCompletionChunk> {
    return this.client.chat.completions.create(
      { ...this.question(owner), ...request, stream: true },
      { headers: { 'x-user': owner }, ...options },
    );
  }

  private key(): string | Observable<string> | Promise<string> {
    const key = `key-of-${getMark(currentUser())}`;
    this.checker.pass('key');
    const kind = this.random();
    if (kind < 0.2) return key;
    if (kind < 0.4) return Promise.resolve(key);
    return kind < 0.7
      ? this.ticks.pipe(
          take(1),
          map(() => key),
        )
      : timer(0).pipe(map(() => key));
  }

  private interceptor(): ChatInterceptor {
    return (request, next, { number }) => {
      const owner = currentUser();
      this.checker.check(owner, 'interceptor', isFromShared(request) ? '' : request);
      if (number > 1) this.checker.pass('retry timer');
      return next(request);
    };
  }

  private pause(place: string): Observable<unknown> {
    this.checker.pass(place);
    return this.ticks.pipe(take(1));
  }

  private checkUsageRecord({ answeredBy }: UsageRecord): void {
    const owner = users.find((one) => answeredBy === getMark(one));
    this.checker.pass('usage record');
    if (owner) this.checker.check(owner, 'usage record of an answer');
  }

  /** Adds an action that happens at random while a run is open. Returns the function that removes it. */
  private addExternalAction(place: string, action: () => void): () => void {
    const act = (): void => {
      this.checker.pass(place);
      action();
    };
    this.externalActions.add(act);
    return () => this.externalActions.delete(act);
  }
}

/** The user in whose context this runs. */
function currentUser(): User {
  const store = user.getStore();
  if (store === 'alice' || store === 'bob') return store;
  throw new Error('no user');
}

/** Whether a value has messages of both users, since it belongs to the shared conversation. */
function isFromShared(value: unknown): boolean {
  const text = toJson(value);
  return users.every((one) => text.includes(getMark(one)));
}
