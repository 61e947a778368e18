// A coarse clock for words such as "2 minutes ago". It stands still while nobody looks.
const every = 15_000;

class Clock {
  now: number = $state(Date.now());

  constructor() {
    setInterval(() => this.tick(), every);
    document.addEventListener('visibilitychange', () => this.tick());
  }

  tick(): void {
    if (document.visibilityState === 'visible') this.now = Date.now();
  }
}

export const clock = new Clock();
