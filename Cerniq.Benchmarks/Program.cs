using System.Globalization;
using BenchmarkDotNet.Running;
using Cerniq.Benchmarks.Load;

return args switch
{
    ["workflow", .. var rest] => await WorkflowLoad.RunAsync(new LoadArguments(rest)),
    ["ingest", .. var rest] => await IngestLoad.RunAsync(new LoadArguments(rest)),
    ["waiting", .. var rest] => await WaitingLoad.RunAsync(new LoadArguments(rest)),
    ["micro", .. var rest] => Micro(rest),
    [HttpTarget.Command] => await HttpTarget.ServeAsync(),
    [IngestHost.Command, var folder] => await IngestHost.ServeAsync(folder),
    [WaitingLoad.Command, var path, var others] => await WaitingLoad.MeasureAsync(path, int.Parse(others, CultureInfo.InvariantCulture)),
    _ => Usage(),
};

static int Micro(string[] rest)
{
    BenchmarkSwitcher.FromAssembly(typeof(LoadArguments).Assembly).Run(rest);
    return 0;
}

static int Usage()
{
    Console.Error.WriteLine(
        """
        workflow [--target URL] --concurrency N --seconds S [--data FOLDER]   six posts and an event per workflow
        ingest   [--connections 64] --seconds S [--data FOLDER]               posted bodies made durable
        waiting  [--count 1000000] [--others 10000] [--data FOLDER]           a store full of waiting instances
        micro    [BenchmarkDotNet options]                                    hot pieces by themselves
        """);
    return 2;
}
