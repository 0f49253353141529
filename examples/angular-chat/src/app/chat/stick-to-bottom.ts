import { DestroyRef, Directive, ElementRef, afterNextRender, inject, signal } from '@angular/core';

/** How far from the end still counts as being there, in pixels. */
const near = 80;

/** Keeps the end of what grows in sight, until the reader scrolls away from it. */
@Directive({ selector: '[appStickToBottom]', exportAs: 'stickToBottom' })
export class StickToBottom {
  /** Whether the reader has scrolled away. */
  readonly isAway = signal(false);

  private readonly content = inject<ElementRef<HTMLElement>>(ElementRef);
  private height = 0;

  constructor() {
    const destroyRef = inject(DestroyRef);
    afterNextRender(() => {
      const onScroll = () => this.look();
      const observer = new ResizeObserver(() => this.follow());
      observer.observe(this.content.nativeElement);
      addEventListener('scroll', onScroll, { passive: true });
      destroyRef.onDestroy(() => {
        observer.disconnect();
        removeEventListener('scroll', onScroll);
      });
    });
  }

  /** Goes to the end, and stays there. */
  scroll(): void {
    this.isAway.set(false);
    scrollTo({ top: document.documentElement.scrollHeight });
  }

  private follow(): void {
    const { scrollHeight } = document.documentElement;
    const hasGrown = scrollHeight > this.height;
    this.height = scrollHeight;
    // Whoever edits a message, or unfolds one, looks there.
    const isBusy = this.content.nativeElement.contains(document.activeElement);
    if (hasGrown && !this.isAway() && !isBusy) scrollTo({ top: scrollHeight });
  }

  /** Only the reader scrolls up; growing content moves the end away without their doing. */
  private look(): void {
    const { scrollHeight, clientHeight, scrollTop } = document.documentElement;
    if (scrollHeight === this.height) this.isAway.set(scrollHeight - clientHeight - scrollTop > near);
  }
}
