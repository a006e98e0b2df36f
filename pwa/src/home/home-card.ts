import type { ReactiveController, ReactiveControllerHost, TemplateResult } from "lit";
import { watch, type RallyDatabase } from "../database/index.js";
import type { Device } from "../device/index.js";
import type { Readable } from "../observable/index.js";

/** Calls `show` with what a card shows, now and after each change. @returns a function that ends it. */
type Follow<T> = (device: Device, show: (data: T | undefined) => void) => () => void;

/** How a card looks. */
interface HomeCardEntry<T> {
  id: string;
  /** Missing when the content has a heading of its own. */
  heading?: () => string;
  /** Where the user sees more of the same. */
  link?: (data: T) => { href: string; words: string };
  render: (data: T) => TemplateResult;
  /** With two columns, a `wide` card takes both of them and a `tall` one the height of three cards. */
  size?: "wide" | "tall";
}

/** What a card shows at the moment. */
export interface ShownCard {
  readonly id: string;
  readonly size: "wide" | "tall" | "small";
  heading?: () => string;
  link?: () => { href: string; words: string };
  content: () => TemplateResult;
}

/** A card whose kind of data only the card knows. */
export interface HomeCard {
  readonly id: string;
  follow(device: Device, show: (card: ShownCard | undefined) => void): () => void;
}

/** A card that shows what `follow` reads, and is hidden while that is undefined. */
export function homeCard<T>(follow: Follow<T>, entry: HomeCardEntry<T>): HomeCard {
  const { id, size = "small", heading, link, render } = entry;
  return {
    id,
    follow: (device, show) =>
      follow(device, (data) => {
        if (data === undefined) return show(undefined);
        show({
          ...{ id, size, content: () => render(data) },
          ...(heading && { heading }),
          ...(link && { link: () => link(data) }),
        });
      }),
  };
}

/** A card's data, read from the device's database again whenever it changes there. */
export function fromDatabase<T>(
  query: (database: RallyDatabase) => Promise<T | undefined>,
): Follow<T> {
  return ({ database }, show) => watch(() => query(database), show);
}

/** A card's data, taken from a store that other components follow too. */
export function fromStore<V, T>(
  store: (device: Device) => Readable<V>,
  select: (value: V) => T | undefined,
): Follow<T> {
  return (device, show) => {
    const source = store(device);
    show(select(source.value));
    return source.subscribe((value) => show(select(value)));
  };
}

/** Follows all cards of a device while the page is open. */
export class HomeCards implements ReactiveController {
  private releases: (() => void)[] = [];
  private readonly shownById = new Map<string, ShownCard | undefined>();

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly cards: readonly HomeCard[],
    private readonly device: () => Device | undefined,
  ) {
    host.addController(this);
  }

  /** The cards that have something to show, in the order of the table. */
  get shown(): ShownCard[] {
    return this.cards.flatMap(({ id }) => this.shownById.get(id) ?? []);
  }

  /** Whether each card has said whether it is shown. */
  get settled(): boolean {
    return this.cards.every(({ id }) => this.shownById.has(id));
  }

  hostConnected(): void {
    this.restart();
  }

  hostDisconnected(): void {
    for (const release of this.releases) release();
    this.releases = [];
    this.shownById.clear();
  }

  /** Follows the cards of another device. */
  restart(): void {
    this.hostDisconnected();
    const device = this.device();
    if (!device) return;
    this.releases = this.cards.map((card) =>
      card.follow(device, (shown) => {
        this.shownById.set(card.id, shown);
        this.host.requestUpdate();
      }),
    );
  }
}
