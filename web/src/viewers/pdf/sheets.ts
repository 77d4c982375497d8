// The pages of a PDF in one scroll, as pdf.js lays them out, with its search.
import { AnnotationEditorType, AnnotationMode, type PDFDocumentProxy } from 'pdfjs-dist';
import { EventBus, PDFFindController, PDFLinkService, PDFViewer } from 'pdfjs-dist/web/pdf_viewer.mjs';
import { MOST_CANVAS_PIXELS } from '../limits';

export interface SheetsState {
  page: number;
  scale: number;
  /** Grows with every change of where pages stand. */
  laid: number;
  found: { current: number; total: number } | undefined;
}

export const NO_SHEETS: SheetsState = { page: 1, scale: 1, laid: 0, found: undefined };

export class Sheets {
  private readonly bus = new EventBus();
  private readonly links = new PDFLinkService({ eventBus: this.bus });
  private readonly finder = new PDFFindController({ eventBus: this.bus, linkService: this.links });
  private readonly viewer: PDFViewer;
  private state = NO_SHEETS;

  constructor(
    private readonly container: HTMLDivElement,
    pages: PDFDocumentProxy,
    signal: AbortSignal,
    private readonly told: (state: SheetsState) => void,
    onDrawn: (failure: Error | undefined) => void,
  ) {
    // The signal is missing in the published types.
    const options: ConstructorParameters<typeof PDFViewer>[0] & { abortSignal: AbortSignal } = {
      container,
      eventBus: this.bus,
      linkService: this.links,
      findController: this.finder,
      annotationMode: AnnotationMode.ENABLE,
      annotationEditorMode: AnnotationEditorType.DISABLE,
      enableAutoLinking: false,
      removePageBorders: true,
      maxCanvasPixels: MOST_CANVAS_PIXELS,
      abortSignal: signal,
    };
    this.viewer = new PDFViewer(options);
    this.links.setViewer(this.viewer);
    this.bus.on('pagesinit', () => this.fit());
    this.bus.on('pagerendered', ({ error }: { error?: Error | null }) => onDrawn(error ?? undefined), { once: true });
    this.bus.on('pagesloaded', () => this.tell({ laid: this.state.laid + 1 }));
    this.bus.on('pagechanging', ({ pageNumber }: { pageNumber: number }) => this.tell({ page: pageNumber }));
    this.bus.on('scalechanging', ({ scale }: { scale: number }) => this.tell({ scale, laid: this.state.laid + 1 }));
    const counted = ({ matchesCount }: { matchesCount: { current: number; total: number } }) => this.tell({ found: matchesCount });
    this.bus.on('updatefindmatchescount', counted);
    this.bus.on('updatefindcontrolstate', counted);
    this.viewer.setDocument(pages);
    this.links.setDocument(pages);
    new ResizeObserver((_, observer) => (signal.aborted ? observer.disconnect() : this.resized())).observe(container);
  }

  fit(): void {
    this.viewer.currentScaleValue = 'auto';
  }

  zoom(scaleFactor: number, origin?: [number, number]): void {
    this.viewer.updateScale({ scaleFactor, drawingDelay: 200, ...(origin && { origin }) });
  }

  goTo(page: number): void {
    this.viewer.currentPageNumber = Math.min(this.viewer.pagesCount, Math.max(1, page));
  }

  find(query: string, step: 'first' | 'next' | 'previous'): void {
    this.bus.dispatch('find', {
      source: this,
      type: step === 'first' ? '' : 'again',
      query,
      caseSensitive: false,
      entireWord: false,
      highlightAll: true,
      findPrevious: step === 'previous',
      matchDiacritics: false,
    });
  }

  noMoreFind(): void {
    this.bus.dispatch('findbarclose', { source: this });
    this.tell({ found: undefined });
  }

  /** Where a page stands in the scroll. */
  boxOf(page: number): { left: number; top: number; width: number; height: number } | undefined {
    const div: HTMLDivElement | undefined = this.viewer.getPageView(page - 1)?.div;
    return div && { left: div.offsetLeft, top: div.offsetTop, width: div.clientWidth, height: div.clientHeight };
  }

  scrollTo(left: number, top: number): void {
    const { clientWidth, clientHeight } = this.container;
    this.container.scrollTo(left - clientWidth / 2, top - clientHeight / 2);
  }

  private resized(): void {
    if (this.viewer.currentScaleValue === 'auto') this.fit();
    else this.viewer.update();
  }

  private tell(change: Partial<SheetsState>): void {
    this.state = { ...this.state, ...change };
    this.told(this.state);
  }
}
