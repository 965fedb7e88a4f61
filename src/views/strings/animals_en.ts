/** Names for keys that have none: one of each, by the key's bytes. Sixty-four and sixty-four. */
export const MANNERS = (
  "Amber Bold Brave Bright Brisk Calm Candid Cheery Clever Coral Cosy Curious Dapper Daring Deft Dreamy " +
  "Eager Early Easy Fair Fancy Fearless Fleet Fond Free Gentle Glad Golden Grand Happy Hardy Hazel " +
  "Honest Humble Idle Jolly Keen Kind Lively Loyal Lucid Lucky Mellow Merry Mild Mindful Modest Nimble " +
  "Noble Patient Placid Plucky Polite Proud Quick Quiet Ready Royal Silent Snug Steady Sunny Swift Wise"
).split(" ");

export const ANIMALS = (
  "Alpaca Badger Bat Bear Beaver Bee Bison Bittern Cat Crane Cricket Crow Deer Dolphin Donkey Dormouse " +
  "Dove Duck Eel Falcon Ferret Finch Firefly Fox Frog Gecko Goat Goose Hare Hedgehog Heron Hoopoe " +
  "Ibis Jackdaw Kestrel Kite Koala Lark Lemur Lizard Llama Lynx Magpie Marten Mole Moth Newt Otter " +
  "Owl Panda Pelican Puffin Quail Raven Robin Seal Snail Sparrow Stoat Swan Tapir Toad Vole Wren"
).split(" ");
