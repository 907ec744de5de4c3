using System.Text;
using Cerniq.Cli;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
return await CerniqCommandLine.RunAsync(args, Console.Out, Console.Error, Console.OpenStandardInput);
