/** People are circles: a face and a name for every key, the same on every node. */
import { raw } from "hono/html";
import type { Hex } from "../node/mod.ts";
import { ANIMALS, MANNERS } from "./strings/mod.ts";

/** Profile names by key; a key without one shows as its animal. */
export type Names = ReadonlyMap<Hex, string>;

/** The name of a key that has none. Only a name: two keys can share it. */
export function animalName(key: Hex): string {
  return `${MANNERS[byteOf(key, 0) % 64]} ${ANIMALS[byteOf(key, 1) % 64]}`;
}

export function nameOf(names: Names, key: Hex): string {
  const name = names.get(key);
  return name === undefined || name.trim() === "" ? animalName(key) : name;
}

const FLATS = ["#479ff8", "#de68a5", "#efbd40", "#81d654", "#ef5a45"] as const;
const INK = "#10141a";

/** Ears left and right of a head of radius 11 at (16, 18). */
const EARS = [
  '<circle cx="8" cy="8" r="4.5"/><circle cx="24" cy="8" r="4.5"/>',
  '<path d="M6 14V3l9 6zM26 14V3l-9 6z"/>',
  '<ellipse cx="11" cy="8" rx="3" ry="7"/><ellipse cx="21" cy="8" rx="3" ry="7"/>',
  '<path d="M5 17 2 7l8 3zM27 17l3-10-8 3z"/>',
  '<circle cx="5" cy="15" r="4"/><circle cx="27" cy="15" r="4"/>',
  '<path d="M16 9 11 2l5 2 5-2z"/>',
] as const;
const EYES = [
  '<circle cx="12" cy="16" r="1.6"/><circle cx="20" cy="16" r="1.6"/>',
  '<path d="M10 16h4M18 16h4" stroke-width="2"/>',
  '<path d="M10 17q2-3 4 0M18 17q2-3 4 0" fill="none"/>',
  '<circle cx="12" cy="16" r="3" fill="#fff"/><circle cx="20" cy="16" r="3" fill="#fff"/>' +
  '<circle cx="12" cy="16" r=".8"/><circle cx="20" cy="16" r=".8"/>',
] as const;
const NOSES = [
  '<path d="M14 21h4l-2 2z"/>',
  '<ellipse cx="16" cy="22" rx="4" ry="3" fill="#fff"/><circle cx="16" cy="21" r="1"/>',
  '<path d="M13 22q3 3 6 0" fill="none"/>',
  '<path d="M13 20h6l-3 5z" fill="#efbd40"/>',
] as const;

/** What is inside the avatar's `<svg viewBox="0 0 32 32">`: nothing but our own numbers and words. */
function face(key: Hex): string {
  const flat = FLATS[byteOf(key, 2) % FLATS.length]!;
  const other = FLATS[(byteOf(key, 2) + 1 + byteOf(key, 3) % 4) % FLATS.length]!;
  const ears = EARS[byteOf(key, 4) % EARS.length]!;
  const eyes = EYES[byteOf(key, 5) % EYES.length]!;
  const nose = NOSES[byteOf(key, 6) % NOSES.length]!;
  return `<circle cx="16" cy="16" r="16" fill="${other}"/>` +
    `<g transform="translate(3.2 3.2)scale(.8)" stroke="${INK}" stroke-width="1.8" ` +
    `stroke-linejoin="round"><g fill="${flat}">${ears}<circle cx="16" cy="18" r="11"/></g>` +
    `<g fill="${INK}" stroke-width="1" stroke-linecap="round">${eyes}${nose}</g></g>`;
}

/**
 * A whole SVG file: what the header of somebody with a key shows. Its title is the key's animal, for
 * scripts that have no profile to name.
 */
export function avatarFile(key: Hex): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">` +
    `<title>${animalName(key)}</title>${face(key)}</svg>`;
}

export function Avatar({ id, size = 32 }: { id: Hex; size?: 24 | 32 | 96 }) {
  return (
    <svg
      class={`avatar avatar-${size}`}
      viewBox="0 0 32 32"
      width={size}
      height={size}
      aria-hidden="true"
    >
      {raw(face(id))}
    </svg>
  );
}

interface PersonProps {
  id: Hex;
  names: Names;
}

/** A face and a name that lead to the person's page. */
export function Person({ id, names }: PersonProps) {
  return (
    <a class="person" href={`/users/${id}`}>
      <Avatar id={id} size={24} />
      <bdi>{nameOf(names, id)}</bdi>
    </a>
  );
}

function byteOf(key: Hex, index: number): number {
  return parseInt(key.slice(2 * index, 2 * index + 2), 16) || 0;
}
