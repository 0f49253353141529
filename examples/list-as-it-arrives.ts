// Shows the elements of an array one by one, each as soon as it is complete, and cancels the request after the third element.
import { finalize, take } from 'rxjs';
import { VeniceClient, arrayElements, responseFormat } from 'venice-rx';
import { z } from 'zod';

const City = z.object({ name: z.string(), people: z.number().int(), isOld: z.boolean() });
const Cities = z.object({ cities: z.array(City).min(5) });
const client = new VeniceClient();

client.chat.completions
  .create({
    model: 'default',
    messages: [{ role: 'user', content: 'List cities such as Alderwick, Bergen, Oslo and Tromsø.' }],
    response_format: responseFormat(Cities, 'cities'),
    stream: true,
  })
  .pipe(
    arrayElements('cities', City),
    take(3), // closes the connection after the third element
    finalize(() => void client.close()),
  )
  .subscribe({
    next: ({ name, people, isOld }) => console.log(`${name}: ${people}${isOld ? ', old' : ''}`),
    error: (error: unknown) => {
      console.error(error);
      process.exitCode = 1;
    },
  });
