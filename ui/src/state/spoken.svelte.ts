// One polite voice for the whole page: short confirmations that are also shown for a moment.
class Spoken {
  text: string = $state('');
  #timer: ReturnType<typeof setTimeout> | undefined;

  say(text: string): void {
    clearTimeout(this.#timer);
    this.text = text;
    this.#timer = setTimeout(() => (this.text = ''), 4000);
  }
}

export const spoken = new Spoken();
