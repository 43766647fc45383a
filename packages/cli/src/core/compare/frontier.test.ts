import { describe, expect, it } from "vitest";
import { paretoFrontier, type Standing } from "./frontier.ts";

const at = (vendor: string, cost?: number, hours?: number, quality?: number): Standing => ({ vendor, cost, hours, quality });

describe("paretoFrontier", () => {
  it.each<[string, readonly Standing[], readonly string[]]>([
    ["keeps what is best at something", [at("cheap", 1, 9, 0.8), at("fast", 3, 1, 0.8), at("good", 3, 9, 0.9)], ["cheap", "fast", "good"]],
    ["drops who is worse at everything", [at("a", 1, 1, 0.9), at("b", 2, 2, 0.8)], ["a"]],
    ["drops who is equal in two and worse in one", [at("a", 1, 1, 0.9), at("b", 1, 1, 0.8)], ["a"]],
    ["keeps equals", [at("a", 1, 1, 0.9), at("b", 1, 1, 0.9)], ["a", "b"]],
    ["does not hold the unknown against anyone", [at("a", 1, 1, 0.9), at("b", 2, 2)], ["a", "b"]],
    ["lets nobody win by being unknown", [at("a", 1, 1, 0.9), at("b", 2, undefined, 0.8)], ["a", "b"]],
    ["ignores what is known of nobody", [at("a", 1, 5), at("b", 2, 6)], ["a"]],
    ["leaves out those of whom nothing is known", [at("a", 1, 5), at("new")], ["a"]],
  ])("%s", (_, standings, expected) => expect(paretoFrontier(standings)).toEqual(expected));

  it("is the published frontier of the 1974 cars: miles a gallon against horsepower", () => {
    // Data: H. V. Henderson and P. F. Velleman, Biometrics 37 (1981), R's mtcars; frontier: P. Roocks, rPref, "Introduction", high(mpg) * high(hp).
    const cars =
      "Mazda RX4 21 110,Mazda RX4 Wag 21 110,Datsun 710 22.8 93,Hornet 4 Drive 21.4 110,Hornet Sportabout 18.7 175,Valiant 18.1 105,Duster 360 14.3 245," +
      "Merc 240D 24.4 62,Merc 230 22.8 95,Merc 280 19.2 123,Merc 280C 17.8 123,Merc 450SE 16.4 180,Merc 450SL 17.3 180,Merc 450SLC 15.2 180," +
      "Cadillac Fleetwood 10.4 205,Lincoln Continental 10.4 215,Chrysler Imperial 14.7 230,Fiat 128 32.4 66,Honda Civic 30.4 52,Toyota Corolla 33.9 65," +
      "Toyota Corona 21.5 97,Dodge Challenger 15.5 150,AMC Javelin 15.2 150,Camaro Z28 13.3 245,Pontiac Firebird 19.2 175,Fiat X1-9 27.3 66," +
      "Porsche 914-2 26 91,Lotus Europa 30.4 113,Ford Pantera L 15.8 264,Ferrari Dino 19.7 175,Maserati Bora 15 335,Volvo 142E 21.4 109";
    const standings = cars.split(",").map((line) => {
      const [, name = "", mpg, hp] = /^(.+) ([\d.]+) (\d+)$/.exec(line) ?? [];
      return at(name, -Number(hp), undefined, Number(mpg));
    });
    expect(standings).toHaveLength(32);
    expect(paretoFrontier(standings)).toEqual([
      "Merc 450SL",
      "Fiat 128",
      "Toyota Corolla",
      "Lotus Europa",
      "Ford Pantera L",
      "Ferrari Dino",
      "Maserati Bora",
    ]);
  });
});
