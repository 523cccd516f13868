/** How busy something is: of the last seconds, the share in which it was at work. */

const halfLifeMs = 1_000;

export class BusyShare {
  #share = 0;
  #since: number;
  #isAtWork = false;

  /** `nowMs`: milliseconds on a clock that never goes back. */
  constructor(private readonly nowMs: () => number = () => performance.now()) {
    this.#since = nowMs();
  }

  begin(): void {
    this.#settle();
    this.#isAtWork = true;
  }

  end(): void {
    this.#settle();
    this.#isAtWork = false;
  }

  /** 0: idle for long, to 1: at work for long. What was a second ago weighs half as much as what is now. */
  get share(): number {
    this.#settle();
    return this.#share;
  }

  #settle(): void {
    const now = this.nowMs();
    const kept = 2 ** ((this.#since - now) / halfLifeMs);
    this.#share = this.#share * kept + (this.#isAtWork ? 1 - kept : 0);
    this.#since = now;
  }
}
