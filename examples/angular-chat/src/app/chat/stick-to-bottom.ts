import { DestroyRef, Directive, ElementRef, afterNextRender, inject, signal } from '@angular/core';

/** Distance from the end of the page that still counts as the end, in pixels. */
const tolerance = 80;

/** Scrolls to the end of the page when its content grows, unless the user has scrolled away from the end. */
@Directive({ selector: '[appStickToBottom]', exportAs: 'stickToBottom' })
export class StickToBottom {
  /** Whether the user has scrolled away from the end. */
  readonly isAway = signal(false);

  private readonly content = inject<ElementRef<HTMLElement>>(ElementRef);
  private height = 0;

  constructor() {
    const destroyRef = inject(DestroyRef);
    afterNextRender(() => {
      const onScroll = () => this.updateIsAway();
      const observer = new ResizeObserver(() => this.follow());
      observer.observe(this.content.nativeElement);
      addEventListener('scroll', onScroll, { passive: true });
      destroyRef.onDestroy(() => {
        observer.disconnect();
        removeEventListener('scroll', onScroll);
      });
    });
  }

  /** Scrolls to the end, and from then on follows new content. */
  scroll(): void {
    this.isAway.set(false);
    scrollTo({ top: document.documentElement.scrollHeight });
  }

  private follow(): void {
    const { scrollHeight } = document.documentElement;
    const hasGrown = scrollHeight > this.height;
    this.height = scrollHeight;
    // A user who has focused an element, for example to edit a message, is reading there.
    const hasFocus = this.content.nativeElement.contains(document.activeElement);
    if (hasGrown && !this.isAway() && !hasFocus) scrollTo({ top: scrollHeight });
  }

  /** If the height has changed too, the distance to the end is due to new content, not to the user. */
  private updateIsAway(): void {
    const { scrollHeight, clientHeight, scrollTop } = document.documentElement;
    if (scrollHeight === this.height) this.isAway.set(scrollHeight - clientHeight - scrollTop > tolerance);
  }
}
