using Cerniq.Sandbox;

var options = SandboxOptions.FromEnvironment();
var app = SandboxApp.Build(args, options);
try
{
    await app.StartAsync();
}
catch (IOException failure)
{
    // A taken port; the whole trace would hide the one line that helps.
    await Console.Error.WriteLineAsync($"The sandbox cannot start: {failure.Message}");
    await app.DisposeAsync();
    return 1;
}

await Console.Out.WriteLineAsync($"Cerniq sandbox: {app.Urls.First()}/sandbox, data in {Path.GetFullPath(options.DataFolder)}");
await app.WaitForShutdownAsync();
await app.DisposeAsync();
return 0;
