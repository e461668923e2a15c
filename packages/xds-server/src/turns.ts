/** Milliseconds of work after which the event loop gets its turn. */
const portion = 5;

/** Runs work in order and in portions: when a thousand proxies want something at once, timers, pings and new connections go on in between. */
export class Turns {
  #waiting: (() => void)[] = [];
  #spent = 0;
  #isArmed = false;
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Runs `task` at once when there is room in this turn of the event loop, else in a later one; never before tasks that wait. */
  run(task: () => void): void {
    if (this.#waiting.length === 0 && this.#spent < portion) this.#time(task);
    else this.#waiting.push(task);
    if (this.#isArmed) return;
    this.#isArmed = true;
    setImmediate(() => this.#go());
  }

  /** Counts work that is yet to come in this turn, such as copying bytes into a socket: more of it belongs in later turns. */
  charge(milliseconds: number): void {
    this.#spent += milliseconds;
  }

  #go(): void {
    this.#isArmed = false;
    this.#spent = 0;
    let done = 0;
    const tasks = this.#waiting;
    try {
      while (done < tasks.length && this.#spent < portion) this.#time(tasks[done++]!);
    } finally {
      this.#waiting = tasks.slice(done);
      if (this.#waiting.length > 0 && !this.#isArmed) {
        this.#isArmed = true;
        setImmediate(() => this.#go());
      }
    }
  }

  #time(task: () => void): void {
    const start = this.#now();
    try {
      task();
    } finally {
      this.#spent += this.#now() - start;
    }
  }
}
