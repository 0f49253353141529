/** A short story about a brave knight, the usual reply of `defaultScript`. */
export const story: string = `In the village of Alderwick lived a knight named Maren, known for two things: her dented shield, and the lantern that she carried even at noon. "A knight who fears the dark," laughed the millers. Maren never argued. She only trimmed the wick.

One autumn the mountain began to growl. Each night a dragon came down to the fields, and each morning another barn lay in ashes. Forty riders went up the pass with forty spears, and by evening all forty had come running back. So Maren saddled her old grey mare, filled the lantern with oil, and rode up alone.

The cave was blacker than any night she had known. Her hand shook so hard that the light trembled on the walls, but she walked on, one step and then another, until two golden eyes opened in front of her.

"Are you not afraid?" asked the dragon.

"Terribly," said Maren. "Are you?"

No one had ever asked. The dragon lowered its great head, and by the light of the lantern she saw the rusted point of a spear beneath its wing, years old, and understood that the mountain had not been growling. It had been crying. She laid down her sword, knelt, and drew the iron out.

The barns stood again by spring, for a dragon is very good at drying bricks. And when the children of Alderwick cannot sleep, they look up to where a small lantern burns in the mouth of the cave. It does not mean that nothing is out there in the dark, Maren tells them. It means that someone went to see.`;
